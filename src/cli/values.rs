//! Single values as people write them.

use glam::DVec2;

/// A point of the parameter plane, `X,Y`, both finite.
pub fn point(text: &str) -> Result<DVec2, String> {
    let (x, y) = text
        .split_once(',')
        .ok_or("expected two numbers with a comma between, such as -1.5,2")?;
    Ok(DVec2::new(number(x)?, number(y)?))
}

/// A finite number.
pub fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err(format!("{text:?} is not a finite number")),
        Err(_) => Err(format!("{text:?} is not a number")),
    }
}

/// A finite number above 0.
pub fn positive(text: &str) -> Result<f64, String> {
    match number(text)? {
        number if number > 0.0 => Ok(number),
        number => Err(format!("{number} is not above 0")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_two_numbers_of_any_sign() {
        assert_eq!(point("-1.5,2"), Ok(DVec2::new(-1.5, 2.0)));
        assert_eq!(point("1e-3, -4"), Ok(DVec2::new(1e-3, -4.0)));
    }

    #[test]
    fn anything_else_is_refused_with_its_place() {
        assert!(point("1").unwrap_err().contains("two numbers"));
        assert_eq!(point("1,x"), Err("\"x\" is not a number".to_owned()));
        assert_eq!(point("1,2,3"), Err("\"2,3\" is not a number".to_owned()));
        assert_eq!(
            point("inf,0"),
            Err("\"inf\" is not a finite number".to_owned())
        );
        assert_eq!(positive("0"), Err("0 is not above 0".to_owned()));
    }
}
