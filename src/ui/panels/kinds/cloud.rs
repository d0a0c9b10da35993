use bevy_egui::egui::Ui;

use super::{
    super::{super::widgets, cloud, points},
    InsetChoices, MarkToggles, PanelContext, SubjectPanel,
};
use crate::{
    scene::{Look, Marks, Quantity, Scene},
    view::insets,
    words::Word,
};

pub(super) struct CloudPanel;

impl SubjectPanel for CloudPanel {
    fn sections(&self, ui: &mut Ui, scene: &mut Scene, context: &PanelContext) {
        let (subject, look) = scene.subject_and_look_mut(context.focused_figure);
        let Some(subject) = subject.cloud_mut() else {
            return;
        };
        let points = &mut look.points;
        widgets::section(ui, Word::Cloud, context.language, true, |ui| {
            cloud::panel(ui, subject, points, context)
        });
    }

    fn look(&self, ui: &mut Ui, look: &mut Look, context: &PanelContext) {
        points::panel(ui, look, context);
    }

    fn mark_toggles<'a>(&self, marks: &'a mut Marks, context: &PanelContext) -> MarkToggles<'a> {
        let cloud = context.simulation.cloud();
        let has_pictures = cloud.is_some_and(|cloud| cloud.pictures().is_some());
        let mut toggles = vec![
            (&mut marks.arrows, Word::PrincipalAxes),
            (&mut marks.shadows, Word::Shadows),
            (&mut marks.table, Word::NumberTable),
            (&mut marks.hulls, Word::Hulls),
            (&mut marks.regions, Word::NearestCentreRegions),
            (&mut marks.windows, Word::SearchWindows),
            (&mut marks.trajectories, Word::Trajectories),
            (&mut marks.legend, Word::LegendMark),
            (&mut marks.axes, Word::AxisLabels),
        ];
        if has_pictures {
            toggles.insert(2, (&mut marks.pictures, Word::Pictures));
        }
        toggles
    }

    fn insets(&self, context: &PanelContext) -> Option<InsetChoices> {
        let cloud = context.simulation.cloud()?;
        let charts = Quantity::OF_CLOUDS.into_iter();
        Some(InsetChoices {
            charts: charts
                .filter(|&quantity| insets::has_data_for(cloud, quantity))
                .collect(),
            can_explain_steps: false,
        })
    }
}
