//! Renders the QR code of an answer's source.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// An SVG, dark on light with its quiet zone, whatever the contrast of the screen, because readers need that. `None`
/// if the address is too long for any QR code.
pub(super) fn picture(url: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).ok()?;
    let colour = svg::Color;
    let mut picture = code.render();
    picture.quiet_zone(true).dark_color(colour("#000000")).light_color(colour("#ffffff"));
    Some(picture.min_dimensions(240, 240).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_picture_and_holds_nothing_else() {
        let svg = picture("https://www.rijksoverheid.nl/onderwerpen/paspoort?a=1&b=<script>").unwrap();
        assert!(svg.contains("<svg") && svg.contains("#ffffff"), "{svg}");
        assert!(!svg.contains("script") && !svg.contains("rijksoverheid"));
        assert_eq!(picture(&"x".repeat(5000)), None);
    }
}
