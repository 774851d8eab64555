//! Builds an index.

use rustc_hash::FxHashMap;

use crate::{
    BuildError, Concept, Document, Field,
    analysis::{TokenKind, analyse_text, informativeness, stem},
    bytes::{Reader, put_str, put_varint},
    format::{Section, Sections},
    postings::{self, Posting},
    rank::{Lengths, frequency, share},
    signature::{self, Element, Sequence},
    stored::{self, is_unit},
    thesaurus::{Phrases, concept_term},
};

/// Builds an index. The same input, in any order, gives the same bytes on every platform.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    header: String,
    documents: Vec<Document>,
    concepts: Vec<Concept>,
}

/// A term while documents are read.
#[derive(Default)]
struct Term {
    text: String,
    /// The shortest word that has this stem.
    surface: String,
    /// Document delta, mask of fields, term frequency of each, units: varints, as they come.
    postings: Vec<u8>,
    documents: u32,
    last: u32,
}

/// An occurrence of a term in a document.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    term: u32,
    field: usize,
    /// The unit it stands in; `u32::MAX` when its text is none.
    unit: u32,
}

/// What is known after all documents were read.
#[derive(Default)]
struct Reading {
    terms: Vec<Term>,
    numbers: FxHashMap<String, u32>,
    /// Folded words and their terms, so that a word is stemmed once.
    words: FxHashMap<String, u32>,
    phrases: Phrases,
    /// Whether a phrase of the thesaurus begins with a term.
    begins: Vec<bool>,
    lengths: Vec<Lengths>,
}

impl IndexBuilder {
    /// A builder; `header` is kept in the index for its owner (the engine does not read it).
    pub fn new(header: impl Into<String>) -> Self {
        Self { header: header.into(), ..Self::default() }
    }

    /// Adds a document.
    pub fn document(&mut self, document: Document) -> &mut Self {
        self.documents.push(document);
        self
    }

    /// Adds a concept of the thesaurus.
    pub fn concept(&mut self, concept: Concept) -> &mut Self {
        self.concepts.push(concept);
        self
    }

    /// Builds the index.
    ///
    /// # Errors
    /// [`BuildError`] when two documents share an id or something exceeds the format.
    pub fn build(&self) -> Result<Vec<u8>, BuildError> {
        let mut documents: Vec<&Document> = self.documents.iter().collect();
        documents.sort_by(|one, other| one.id.cmp(&other.id));
        if let Some(pair) = documents.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(BuildError::DuplicateId(pair[0].id.clone()));
        }
        u32::try_from(documents.len()).map_err(|_| BuildError::TooLarge("documents"))?;
        let mut concepts = self.concepts.clone();
        concepts.sort_by(|one, other| one.id.cmp(&other.id));
        let mut reading = Reading { phrases: Phrases::of(&concepts), ..Reading::default() };
        for (number, document) in documents.iter().enumerate() {
            reading.document(number as u32, document);
        }
        let mut sections = Sections::default();
        sections.of(Section::Header).extend_from_slice(self.header.as_bytes());
        reading.phrases.write(sections.of(Section::Phrases));
        reading.write(&documents, &mut sections)?;
        sections.assemble()
    }
}

impl Reading {
    fn document(&mut self, number: u32, document: &Document) {
        let mut lengths = Lengths::default();
        let mut occurrences = Vec::new();
        let mut units = 0;
        for (field, text) in &document.fields {
            let unit = if is_unit(*field) { units } else { u32::MAX };
            units += u32::from(is_unit(*field));
            let before = occurrences.len();
            self.text(*field, unit, text, &mut occurrences);
            lengths.0[field.index()] += u32::try_from(occurrences.len() - before).unwrap_or(u32::MAX);
        }
        occurrences.sort_unstable();
        for of_term in occurrences.chunk_by(|one, other| one.term == other.term) {
            self.terms[of_term[0].term as usize].add(number, of_term);
        }
        self.lengths.push(lengths);
    }

    fn text(&mut self, field: Field, unit: u32, text: &str, occurrences: &mut Vec<Occurrence>) {
        let analysis = analyse_text(text);
        let field = field.index();
        for line in &analysis.lines {
            let mut numbers = Vec::new();
            let mut begins = false;
            for token in analysis.tokens(line) {
                let term = (token.kind == TokenKind::Word).then(|| self.term(analysis.word(token)));
                begins |= term.is_some_and(|term| self.begins[term as usize]);
                numbers.push(term);
                occurrences.extend(term.map(|term| Occurrence { term, field, unit }));
            }
            for token in analysis.compounds(line) {
                let term = self.term(analysis.word(token));
                occurrences.push(Occurrence { term, field, unit });
            }
            if begins {
                let stem =
                    |term: &Option<u32>| term.map_or("", |term| self.terms[term as usize].text.as_str());
                let stems: Vec<&str> = numbers.iter().map(stem).collect();
                let mut concepts = Vec::new();
                self.phrases.each_in(&stems, |concept, _| concepts.push(concept.to_owned()));
                for concept in concepts {
                    let term = self.number(concept_term(&concept), &concept);
                    occurrences.push(Occurrence { term, field, unit });
                }
            }
        }
    }

    /// The number of the term of a folded word.
    fn term(&mut self, word: &str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let number = self.number(stem(word), word);
        self.words.insert(word.to_owned(), number);
        number
    }

    fn number(&mut self, text: String, surface: &str) -> u32 {
        let next = self.terms.len() as u32;
        let number = *self.numbers.entry(text).or_insert_with_key(|text| {
            self.begins.push(self.phrases.begins(text));
            self.terms.push(Term { text: text.clone(), ..Term::default() });
            next
        });
        let known = &mut self.terms[number as usize].surface;
        if known.is_empty() || (surface.len(), surface) < (known.len(), known.as_str()) {
            surface.clone_into(known);
        }
        number
    }

    fn write(&mut self, documents: &[&Document], sections: &mut Sections) -> Result<(), BuildError> {
        let average = Lengths::average(&self.lengths);
        let mut first_unit = Vec::with_capacity(documents.len() + 1);
        first_unit.push(0_usize);
        for document in documents {
            let units = document.fields.iter().filter(|(field, _)| is_unit(*field)).count();
            first_unit.push(first_unit.last().copied().unwrap_or_default() + units);
        }
        let mut norms = vec![0.0_f32; first_unit.last().copied().unwrap_or_default()];
        self.numbers.clear();
        self.terms.sort_unstable_by(|one, other| one.text.cmp(&other.text));
        let mut dictionary = fst::MapBuilder::memory();
        let mut informations = FxHashMap::default();
        for (ordinal, term) in self.terms.iter_mut().enumerate() {
            dictionary.insert(&term.text, ordinal as u64).map_err(|_| BuildError::TooLarge("terms"))?;
            let (greatest, list) = term.decode(&self.lengths, &average);
            let information = informativeness(&term.surface) * greatest;
            let is_concept = term.text.starts_with(crate::thesaurus::CONCEPT);
            for posting in list.iter().filter(|_| !is_concept) {
                for unit in &posting.units {
                    norms[first_unit[posting.document as usize] + *unit as usize] +=
                        information * information;
                }
            }
            let record = TermRecord {
                postings: sections.of(Section::Postings).len() as u64,
                block: (sections.of(Section::Blocks).len() / postings::RECORD_BYTES) as u32,
                documents: term.documents,
                information,
                surface: u32::try_from(sections.of(Section::Surfaces).len())
                    .map_err(|_| BuildError::TooLarge("terms"))?,
            };
            record.write(sections.of(Section::TermTable));
            put_str(sections.of(Section::Surfaces), &term.surface);
            let mut blocks = std::mem::take(sections.of(Section::Blocks));
            postings::write(&list, &mut blocks, sections.of(Section::Postings))
                .ok_or(BuildError::TooLarge("postings"))?;
            *sections.of(Section::Blocks) = blocks;
            informations.insert(std::mem::take(&mut term.text), information);
            term.postings = Vec::new();
        }
        *sections.of(Section::Terms) = dictionary.into_inner().map_err(|_| BuildError::TooLarge("terms"))?;
        let answers = documents.iter().filter(|document| !document.elsewhere).count();
        for number in [documents.len(), self.terms.len(), answers] {
            sections.of(Section::Totals).extend_from_slice(&(number as u32).to_le_bytes());
        }
        write_documents(documents, &norms, sections);
        write_signatures(documents, &informations, sections)
    }
}

impl Term {
    fn add(&mut self, document: u32, occurrences: &[Occurrence]) {
        put_varint(&mut self.postings, document - self.last);
        self.last = document;
        self.documents += 1;
        let mut frequencies = [0_u32; Field::COUNT];
        let mut units: Vec<u32> = Vec::new();
        for occurrence in occurrences {
            frequencies[occurrence.field] += 1;
            units.extend((occurrence.unit != u32::MAX).then_some(occurrence.unit));
        }
        units.sort_unstable();
        units.dedup();
        let mask =
            frequencies.iter().enumerate().fold(0, |mask, (field, tf)| mask | (u32::from(*tf > 0) << field));
        put_varint(&mut self.postings, mask);
        for frequency in frequencies.iter().filter(|frequency| **frequency > 0) {
            put_varint(&mut self.postings, *frequency);
        }
        put_varint(&mut self.postings, units.len() as u32);
        for unit in units {
            put_varint(&mut self.postings, unit);
        }
    }

    /// What [`Term::add`] wrote, now that average lengths are known: the greatest share of a document, and the
    /// postings, whose impacts are shares of it.
    fn decode(&self, lengths: &[Lengths], average: &Lengths<f32>) -> (f32, Vec<Posting>) {
        let mut reader = Reader(&self.postings);
        let mut next = || reader.varint().unwrap_or_default();
        let mut document = 0;
        let mut frequencies = Vec::with_capacity(self.documents as usize);
        let mut postings: Vec<Posting> = (0..self.documents)
            .map(|_| {
                document += next();
                let mask = next();
                let mut counts = [0; Field::COUNT];
                for (field, count) in counts.iter_mut().enumerate() {
                    if mask >> field & 1 == 1 {
                        *count = next();
                    }
                }
                frequencies.push(frequency(&counts, &lengths[document as usize], average));
                let units = next();
                Posting { document, impact: 0, units: (0..units).map(|_| next()).collect() }
            })
            .collect();
        let in_collection = frequencies.iter().sum();
        let shares: Vec<f32> =
            frequencies.iter().map(|frequency| share(lengths.len(), *frequency, in_collection)).collect();
        let greatest = shares.iter().copied().fold(0.0, f32::max);
        for (posting, share) in postings.iter_mut().zip(shares) {
            posting.impact = ((share / greatest * 255.0) as u8).max(1);
        }
        (greatest, postings)
    }
}

/// A term as it is stored.
pub(crate) struct TermRecord {
    /// Where its first block begins.
    pub(crate) postings: u64,
    /// The number of its first block.
    pub(crate) block: u32,
    /// Documents that have it.
    pub(crate) documents: u32,
    /// What it says by itself: rarity times informativeness.
    pub(crate) information: f32,
    /// Where its surface stands.
    pub(crate) surface: u32,
}

impl TermRecord {
    pub(crate) const BYTES: usize = 24;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.postings.to_le_bytes());
        out.extend_from_slice(&self.block.to_le_bytes());
        out.extend_from_slice(&self.documents.to_le_bytes());
        out.extend_from_slice(&self.information.to_le_bytes());
        out.extend_from_slice(&self.surface.to_le_bytes());
    }

    pub(crate) fn read(table: &[u8], ordinal: u32) -> Option<Self> {
        let mut reader = Reader(table.get((ordinal as usize).checked_mul(Self::BYTES)?..)?);
        Some(Self {
            postings: reader.u64()?,
            block: reader.u32()?,
            documents: reader.u32()?,
            information: reader.f32().filter(|value| (0.0..=1e6).contains(value))?,
            surface: reader.u32()?,
        })
    }
}

fn write_documents(documents: &[&Document], norms: &[f32], sections: &mut Sections) {
    let mut table = Vec::with_capacity((documents.len() + 1) * 8);
    let mut norms = norms.iter();
    for document in documents {
        table.extend_from_slice(&(sections.of(Section::Documents).len() as u64).to_le_bytes());
        let units = document
            .fields
            .iter()
            .filter(|(field, _)| is_unit(*field))
            .zip(&mut norms)
            .map(|((_, text), norm)| (norm.sqrt(), text.as_str()))
            .collect();
        let record = stored::Record {
            id: &document.id,
            stored: &document.stored,
            facets: &document.facets,
            elsewhere: document.elsewhere,
            units,
        };
        record.write(sections.of(Section::Documents));
    }
    table.extend_from_slice(&(sections.of(Section::Documents).len() as u64).to_le_bytes());
    *sections.of(Section::DocumentTable) = table;
}

fn write_signatures(
    documents: &[&Document],
    informations: &FxHashMap<String, f32>,
    sections: &mut Sections,
) -> Result<(), BuildError> {
    let sequences = || {
        documents.iter().enumerate().flat_map(|(number, document)| {
            document.signatures.iter().map(move |text| (number as u32, text, Sequence::of(text)))
        })
    };
    let mut frequency: FxHashMap<u32, u32> = FxHashMap::default();
    for (_, _, sequence) in sequences() {
        for element in sequence.elements {
            if let Element::Word(hash) = element {
                *frequency.entry(hash).or_default() += 1;
            }
        }
    }
    let mut records = Vec::new();
    for (document, text, sequence) in sequences() {
        // Behind the first gap no word stands at a known distance from the beginning.
        let before_gap = sequence.elements.iter().take_while(|element| **element != Element::Gap);
        let anchor = before_gap
            .enumerate()
            .filter_map(|(at, element)| match element {
                Element::Word(hash) => Some((at, *hash)),
                Element::Varies | Element::Gap => None,
            })
            .min_by_key(|(at, hash)| (frequency.get(hash).copied().unwrap_or_default(), *at));
        let Some((at, hash)) = anchor else { continue };
        // A word of every report says a little too, because it stands in its place.
        let strength = sequence
            .words
            .iter()
            .map(|word| informations.get(&stem(word)).map_or(1.0, |own| own.max(0.1)))
            .sum();
        let offset = u32::try_from(sections.of(Section::Signatures).len())
            .map_err(|_| BuildError::TooLarge("signatures"))?;
        records.push((hash, document, offset));
        signature::write(sections.of(Section::Signatures), strength, at, &sequence.elements, text);
    }
    records.sort_unstable();
    for (hash, document, offset) in records {
        for number in [hash, document, offset] {
            sections.of(Section::SignatureTable).extend_from_slice(&number.to_le_bytes());
        }
    }
    Ok(())
}
