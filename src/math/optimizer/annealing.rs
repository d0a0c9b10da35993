//! Simulated annealing: random steps that may go uphill at high temperature.

use super::{Entry, Gradient, LR, Objective, Optimizer, Role, SEED, Term, TermValue};
use crate::math::{
    parameter::{Choice, Setting, choices, parameters},
    random::{Normal, RandomStream},
    words::Bilingual,
};

/// How the next point is proposed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Proposal {
    Random,
    Gradient,
}

choices!(Proposal {
    Random: Choice::new(
        "random",
        Bilingual::new("random neighbour", "随机邻点"),
        Bilingual::new(
            "a normal deviate times lr in each parameter, kept inside the domain of the landscape",
            "每个参数加上 lr 乘以正态随机数，并限制在函数的定义范围内",
        ),
    ),
    Gradient: Choice::new(
        "gradient",
        Bilingual::new("gradient step", "梯度步"),
        Bilingual::new(
            "a step of gradient descent: nothing is random, and it ends where gradient descent ends",
            "梯度下降的一步：没有随机性，终点与梯度下降相同",
        ),
    ),
});

// At temperature 0 no uphill step would be accepted, which is not annealing.
const TEMPERATURE: Setting<f64> = Setting::number(
    "temperature",
    10.0,
    Bilingual::new(
        "T₀: rises of f of about this size are taken at first",
        "T₀：起初会接受约这么大的上升",
    ),
)
.positive()
.logarithmic(1e-2, 100.0);

const COOLING: Setting<f64> = Setting::number(
    "cooling",
    0.995,
    Bilingual::new(
        "by what the temperature is multiplied at each step",
        "每一步温度乘以的系数",
    ),
)
.positive()
.up_to(1.0)
.slider(0.9, 0.9999);

const PROPOSAL: Setting<Proposal> = Setting::choice(
    "proposal",
    Bilingual::new("what is tried at each step", "每一步尝试什么"),
);

pub(super) const ENTRY: Entry = Entry {
    name: "annealing",
    title: Bilingual::new("Simulated annealing", "模拟退火"),
    formula: "θ′ = θ + lr·ξ,  ξ ~ N(0, 1) for each parameter,  T = T₀·cooling^k\nθ ← θ′ with probability min(1, exp(−(f(θ′) − f(θ))/T)), else θ stays",
    doc: Bilingual::new(
        "Tries random steps and takes uphill ones too, the less the colder it gets: it can leave a valley that is not the deepest.",
        "随机尝试，温度高时也接受上坡，越冷越少：能离开不是最深的谷。",
    ),
    reference: "Kirkpatrick, Gelatt & Vecchi 1983, Optimization by Simulated Annealing, Science 220; Metropolis et al. 1953, Equation of State Calculations by Fast Computing Machines",
    parameters: parameters![
        LR.with_default(0.5).with_meaning(Bilingual::new(
            "standard deviation of a proposal, or the learning rate of a gradient step",
            "提议步长的标准差，或梯度步的学习率",
        )),
        TEMPERATURE,
        COOLING,
        PROPOSAL,
        SEED
    ],
    build: |settings| {
        let seed = settings.get(SEED);
        Box::new(Annealing {
            learning_rate: settings.get(LR),
            last_rate: 0.0,
            initial_temperature: settings.get(TEMPERATURE),
            cooling: settings.get(COOLING),
            proposal: settings.get(PROPOSAL),
            updates: 0,
            noise: Normal::new(seed),
            // A different stream from that of the noise, whatever the seed.
            source: RandomStream::new(!seed),
            gradient: Gradient::default(),
            current: None,
            last: LastUpdate::default(),
        })
    },
};

#[derive(Clone, Debug)]
struct Annealing {
    /// The base learning rate.
    learning_rate: f64,
    /// The learning rate of the last update.
    last_rate: f64,
    initial_temperature: f64,
    cooling: f64,
    proposal: Proposal,
    updates: i32,
    noise: Normal,
    source: RandomStream,
    gradient: Gradient,
    /// The point after the last update, and f there.
    current: Option<(Vec<f64>, f64)>,
    last: LastUpdate,
}

/// The last update, for its terms.
#[derive(Clone, Debug, Default)]
struct LastUpdate {
    /// The normal deviates ξ of a random proposal.
    deviates: Vec<f64>,
    /// The proposed point θ′.
    proposal: Vec<f64>,
    /// The change of θ; 0 if the proposal was rejected.
    step: Vec<f64>,
    /// f(θ′) − f(θ).
    rise: f64,
    temperature: f64,
    /// The probability of accepting the proposal.
    probability: f64,
    /// The uniform random number that is compared with the probability.
    uniform: f64,
}

impl Annealing {
    /// Writes the next proposal, and its deviates if it is random, into `last`.
    fn propose(&mut self, theta: &[f64], objective: &mut dyn Objective) {
        let LastUpdate {
            deviates, proposal, ..
        } = &mut self.last;
        deviates.clear();
        proposal.clear();
        if self.proposal == Proposal::Gradient {
            self.gradient.evaluate(theta, objective);
            let pairs = theta.iter().zip(self.gradient.get());
            proposal.extend(pairs.map(|(theta, g)| theta - self.last_rate * g));
            return;
        }
        for (parameter, theta) in theta.iter().enumerate() {
            let xi = self.noise.draw();
            let [low, high] = objective.range(parameter);
            deviates.push(xi);
            // A start outside the range is not moved into it at once.
            proposal.push((theta + self.last_rate * xi).clamp(low.min(*theta), high.max(*theta)));
        }
    }
}

impl Optimizer for Annealing {
    fn step(&mut self, theta: &mut [f64], objective: &mut dyn Objective, learning_rate: f64) {
        self.last_rate = learning_rate;
        let value = match self.current.take().filter(|(at, _)| at == theta) {
            Some((_, known)) => known,
            None => objective.value(theta),
        };
        self.propose(theta, objective);
        let proposed_value = objective.value(&self.last.proposal);
        let temperature = self.initial_temperature * self.cooling.powi(self.updates);
        let rise = proposed_value - value;
        // A NaN rise, where f is undefined, is never accepted.
        let probability = match rise {
            rise if rise <= 0.0 => 1.0,
            rise if rise > 0.0 => (-rise / temperature).exp(),
            _ => 0.0,
        };
        let uniform = self.source.uniform();
        let is_accepted = uniform < probability;
        let change = self.last.proposal.iter().zip(&*theta);
        self.last = LastUpdate {
            step: match is_accepted {
                true => change.map(|(to, from)| to - from).collect(),
                false => vec![0.0; theta.len()],
            },
            rise,
            temperature,
            probability,
            uniform,
            ..std::mem::take(&mut self.last)
        };
        if is_accepted {
            theta.copy_from_slice(&self.last.proposal);
        }
        self.current = Some((
            theta.to_vec(),
            if is_accepted { proposed_value } else { value },
        ));
        self.updates = self.updates.saturating_add(1);
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn terms(&self) -> Vec<Term> {
        let last = &self.last;
        let mut terms = Vec::new();
        let formula = if self.proposal == Proposal::Gradient {
            terms.extend(self.gradient.terms());
            "θ − lr·g"
        } else {
            terms.push(Term::new(Role::Noise, "ξ", "N(0, 1)", &last.deviates[..]));
            "θ + lr·ξ"
        };
        terms.extend([
            Term::common_rate(self.last_rate),
            Term::new(Role::Noise, "θ′", formula, &last.proposal[..]),
            Term::setting("k", f64::from(self.updates.saturating_sub(1))),
            Term::setting("T₀", self.initial_temperature),
            Term::setting("cooling", self.cooling),
            Term::new(Role::Setting, "T", "T₀·cooling^k", last.temperature),
            Term::new(Role::Acceptance, "Δf", "f(θ′) − f(θ)", last.rise),
            Term::new(
                Role::Acceptance,
                "p",
                "min(1, exp(−Δf/T))",
                last.probability,
            ),
            Term::new(Role::Acceptance, "u", "U(0, 1)", last.uniform),
            Term::step(
                ["0", "θ′ − θ"][usize::from(last.uniform < last.probability)],
                TermValue::from(&last.step[..]),
            ),
        ]);
        terms
    }
}
