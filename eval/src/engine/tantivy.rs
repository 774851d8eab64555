//! Tantivy with its own defaults: BM25 with k1 = 1.2 and b = 0.75, English stemming, every term of the query
//! in every field, joined by OR. One segment, because nothing is added later.

use std::path::Path;

use remedy_lookup::Document;
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term,
    collector::TopDocs,
    directory::MmapDirectory,
    doc,
    query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value},
    tokenizer::TextAnalyzer,
};

use super::{FIELDS, Found, Hit, Request, Searcher, field_text};

const TOKENIZER: &str = "en_stem";
/// Memory for the writer's threads together.
const WRITER_BYTES: usize = 400_000_000;

fn schema() -> Schema {
    let mut schema = Schema::builder();
    schema.add_text_field("id", STRING | STORED);
    let indexing =
        TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqs);
    for (_, name) in FIELDS {
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing.clone()));
    }
    schema.build()
}

pub(super) fn build(folder: &Path, documents: &mut dyn Iterator<Item = Document>) -> anyhow::Result<()> {
    let schema = schema();
    let index = Index::create_in_dir(folder, schema.clone())?;
    let mut writer: IndexWriter = index.writer(WRITER_BYTES)?;
    let id = schema.get_field("id")?;
    let mut count = 0;
    for document in documents {
        count += 1;
        let mut own = doc!(id => document.id.as_str());
        for (field, name) in FIELDS {
            own.add_text(schema.get_field(name)?, field_text(&document, field));
        }
        writer.add_document(own)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    let found = index.reader()?.searcher().num_docs();
    anyhow::ensure!(found == count, "Tantivy has {found} of {count} documents");
    Ok(())
}

/// An opened index; its searcher is made once.
pub(super) struct Tantivy {
    reader: IndexReader,
    id: Field,
    fields: Vec<Field>,
    analyzer: TextAnalyzer,
}

impl Tantivy {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let index = Index::open(MmapDirectory::open(folder)?)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let schema = index.schema();
        let fields = FIELDS.iter().map(|(_, name)| schema.get_field(name)).collect::<Result<Vec<_>, _>>()?;
        let analyzer = index
            .tokenizers()
            .get(TOKENIZER)
            .ok_or_else(|| anyhow::anyhow!("Tantivy was compiled without its stemmer"))?;
        Ok(Self { reader, id: schema.get_field("id")?, fields, analyzer })
    }

    /// The terms of a text as the index has them, each once, in order.
    fn terms(&mut self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        let mut seen = std::collections::HashSet::new();
        self.analyzer.token_stream(text).process(&mut |token| {
            if seen.insert(token.text.clone()) {
                terms.push(token.text.clone());
            }
        });
        terms
    }
}

fn clause(term: &str, field: Field, unfinished: bool) -> (Occur, Box<dyn Query>) {
    let term = Term::from_field_text(field, term);
    let query: Box<dyn Query> = if unfinished {
        Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
    } else {
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    (Occur::Should, query)
}

impl Searcher for Tantivy {
    fn search(&mut self, request: &Request<'_>) -> anyhow::Result<Found> {
        let terms = self.terms(request.text);
        let last = terms.len().saturating_sub(1);
        let mut clauses = Vec::new();
        for (at, term) in terms.iter().enumerate() {
            let unfinished = request.typing && at == last;
            clauses.extend(self.fields.iter().map(|field| clause(term, *field, unfinished)));
        }
        let searcher = self.reader.searcher();
        let query = BooleanQuery::new(clauses);
        let collector = TopDocs::with_limit(request.limit.max(1)).order_by_score();
        let mut hits = Vec::new();
        for (_, address) in searcher.search(&query, &collector)? {
            let document: TantivyDocument = searcher.doc(address)?;
            let id = document.get_first(self.id).and_then(|value| value.as_str());
            hits.push(Hit { id: id.unwrap_or_default().to_owned(), confidence: None });
        }
        Ok(Found { hits, answered: None })
    }
}
