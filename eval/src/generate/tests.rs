use std::collections::HashSet;

use remedy_lookup::{Document, Field};

use super::{Catalogue, asked::Sort};

fn real() -> Vec<Document> {
    let text = "the agent waits for the lock and the lock waits for the agent".to_owned();
    vec![Document { fields: vec![(Field::Body, text)], ..Document::default() }]
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let text = |seed| {
        let catalogue = Catalogue::new(seed, 50, &real());
        let documents: Vec<Document> = catalogue.iter().collect();
        let asked: Vec<_> = Sort::ALL.into_iter().map(|sort| catalogue.asked(sort, 5)).collect();
        format!("{documents:?}{asked:?}")
    };
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn a_document_does_not_depend_on_the_others() {
    let catalogue = Catalogue::new(1, 50, &real());
    let streamed: Vec<Document> = catalogue.iter().collect();
    assert_eq!(format!("{:?}", streamed[37]), format!("{:?}", catalogue.document(37)));
    let ids: HashSet<&str> = streamed.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(ids.len(), 50);
}

#[test]
fn fields_have_the_lengths_of_their_shape() {
    let catalogue = Catalogue::new(1, 200, &real());
    let shape = catalogue.shape();
    let words = |field: Field| {
        let texts = catalogue.iter().flat_map(|document| document.fields);
        let texts: Vec<String> = texts.filter(|(of, _)| *of == field).map(|(_, text)| text).collect();
        texts.iter().map(|text| text.split(' ').count()).sum::<usize>() as f64 / texts.len() as f64
    };
    assert!((words(Field::Symptom) - shape.symptom as f64).abs() < 1.0);
    assert!((words(Field::Body) - shape.body as f64).abs() < 2.0);
}

#[test]
fn one_document_in_twenty_is_a_near_duplicate() {
    let catalogue = Catalogue::new(1, 1_000, &real());
    let copies = (0..1_000)
        .filter(|number| {
            let (own, other) = (catalogue.document(*number), catalogue.original(*number));
            own.fields[1].1 != other.fields[1].1
        })
        .count();
    assert!((25..80).contains(&copies), "{copies} of 1000");
}

#[test]
fn questions_are_made_from_their_document() {
    let catalogue = Catalogue::new(1, 100, &real());
    for number in 0..50 {
        let log = catalogue.asked(Sort::Log, number);
        assert_eq!(log.text.lines().count(), 200);
        let document = catalogue.iter().find(|document| document.id == log.id).unwrap_or_default();
        let named = document.signatures.iter().any(|signature| {
            let name = signature.split(' ').next().unwrap_or_default();
            log.text.contains(name)
        });
        assert!(named, "no error text of {} in its log", log.id);
        assert!(catalogue.asked(Sort::Typing, number).typing);
        assert!(catalogue.asked(Sort::Misspelt, number).text.is_ascii());
    }
}
