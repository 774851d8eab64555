//! A probability, for people.

/// What to call it, for readers who do not think in numbers.
pub(crate) fn in_words(confidence: f32) -> &'static str {
    match confidence {
        0.9.. => "Almost certainly this",
        0.7.. => "Very likely this",
        0.5.. => "Probably this",
        0.25.. => "Possibly this",
        _ => "Unlikely",
    }
}

/// In percent, from 0 to 99: nothing that is looked up is certain.
pub(crate) fn percent(confidence: f32) -> u32 {
    // Within range, so that nothing is lost.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let percent = (confidence * 100.0).round().clamp(0.0, 99.0) as u32;
    percent
}
