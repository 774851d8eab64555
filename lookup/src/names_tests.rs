use serde::de::{
    DeserializeOwned, IntoDeserializer,
    value::{Error, StrDeserializer},
};

use super::*;

fn read<T: DeserializeOwned>(name: &'static str) -> Result<T, Error> {
    let text: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(text)
}

#[test]
fn names_are_those_in_json() {
    for kind in WhyKind::ALL {
        assert_eq!(read(kind.name()), Ok(kind));
    }
    for kind in [QueryKind::Phrase, QueryKind::Log] {
        assert_eq!(read(kind.name()), Ok(kind));
    }
    for kind in [Redaction::Secret, Redaction::Email, Redaction::IpAddress] {
        assert_eq!(read(kind.name()), Ok(kind));
    }
}
