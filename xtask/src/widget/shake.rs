//! Takes out what only a panic reaches: its messages, the places it names, and all that formats them.
//!
//! A panic in the browser ends in a trap (`panic = "abort"`), with a message before it or without. Few
//! would ever read that message, and all would load it. Stable Rust has no switch to leave it out, so
//! that is done between linking and `wasm-bindgen`, on a module that was linked with
//! [`KEEP_RELOCATIONS`] and thus says which function uses which other and which data:
//!
//! 1. A function that cannot return *diverges*: its last instruction is `unreachable`, and no `return`
//!    and no branch leaves it before that.
//! 2. A call of one, with the straight line of instructions before it that prepares its arguments,
//!    becomes a trap.
//! 3. Functions and data that no exported function reaches any more are filled with zeros.
//!
//! The byte 0 is the instruction `unreachable`, so the module stays valid and each address as it is;
//! `wasm-opt` then drops what is dead. No check is removed: what would have panicked still stops, and
//! at the same point.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use anyhow::{Context, ensure};
use wasmparser::{FunctionBody, KnownCustom, Linking, Operator, Parser, Payload, RelocationType, SymbolInfo};

/// The flag of rustc that [`shake`] depends on.
pub(super) const KEEP_RELOCATIONS: &str = "-Clink-arg=--emit-relocs";

/// Part of the names of functions that return, but that only a panic calls.
const HOOK: &str = "console_error_panic_hook";

/// The module without what only a panic reaches, and without its relocations.
///
/// # Errors
/// When the module was not linked with [`KEEP_RELOCATIONS`].
pub(super) fn shake(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let linked = Linked::read(module)?;
    let diverging = linked.diverging()?;
    let mut traps = Vec::new();
    for (index, body) in &linked.bodies {
        if diverging.contains(index) {
            traps.push(instructions(body)?);
        } else {
            traps.extend(doomed(body, &diverging)?);
        }
    }
    let mut trapped = module.to_vec();
    for range in &traps {
        trapped[range.clone()].fill(0);
    }

    let live = linked.live(&traps);
    let mut shaken = trapped.clone();
    for range in linked.symbols.iter().flatten().filter(|range| !live.contains(&range.start)) {
        shaken[range.clone()].fill(0);
    }
    // Data may overlap: the end of one text can be another one.
    for range in linked.symbols.iter().flatten().filter(|range| live.contains(&range.start)) {
        shaken[range.clone()].copy_from_slice(&trapped[range.clone()]);
    }
    for range in linked.notes.iter().rev() {
        shaken.drain(range.clone());
    }
    Ok(shaken)
}

/// A module and what its linker says of it. Ranges are of bytes in the module.
#[derive(Default)]
struct Linked<'m> {
    /// By index of the function.
    bodies: BTreeMap<u32, FunctionBody<'m>>,
    exported: Vec<u32>,
    hooks: BTreeSet<u32>,
    /// By number of the symbol: the instructions of a function, or the bytes of data.
    symbols: Vec<Option<Range<usize>>>,
    /// What uses which symbol: where, and its number.
    uses: BTreeMap<usize, usize>,
    /// The linker's own sections.
    notes: Vec<Range<usize>>,
}

impl<'m> Linked<'m> {
    fn read(module: &'m [u8]) -> anyhow::Result<Self> {
        let mut linked = Self::default();
        let (mut code, mut data, mut segments) = (0, 0, Vec::new());
        let (mut imported, mut symbols, mut relocations) = (0, None, Vec::new());
        let mut section_start = 8;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports.clone() {
                        let export = export?;
                        if export.kind == wasmparser::ExternalKind::Func {
                            linked.exported.push(export.index);
                        }
                    }
                }
                Payload::CodeSectionStart { range, .. } => code = range.start,
                Payload::CodeSectionEntry(body) => {
                    let index = imported + u32::try_from(linked.bodies.len())?;
                    linked.bodies.insert(index, body.clone());
                }
                Payload::DataSection(section) => {
                    data = section.range().start;
                    for segment in section.clone() {
                        let segment = segment?;
                        segments.push(segment.range.end - segment.data.len());
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(table) = part? {
                                symbols = Some(table);
                            }
                        }
                        linked.notes.push(section_start..section.range().end);
                    }
                    KnownCustom::Reloc(section_relocations) => {
                        match section.name() {
                            "reloc.CODE" => relocations.push((code, section_relocations.entries())),
                            "reloc.DATA" => relocations.push((data, section_relocations.entries())),
                            // Of debugging information.
                            _ => {}
                        }
                        linked.notes.push(section_start..section.range().end);
                    }
                    _ => {}
                },
                _ => {}
            }
            if let Some((_, range)) = payload.as_section() {
                section_start = range.end;
            }
        }

        for symbol in symbols.context("the module was linked without relocations")? {
            let place = match symbol? {
                SymbolInfo::Func { index, name, .. } => {
                    if name.is_some_and(|name| name.contains(HOOK)) {
                        linked.hooks.insert(index);
                    }
                    linked.bodies.get(&index).map(instructions).transpose()?
                }
                SymbolInfo::Data { symbol: Some(symbol), .. } => {
                    let segment = segments.get(symbol.index as usize).context("a segment is missing")?;
                    let start = segment + symbol.offset as usize;
                    Some(start..start + symbol.size as usize)
                }
                _ => None,
            };
            linked.symbols.push(place);
        }
        for (base, entries) in relocations {
            for entry in entries {
                let entry = entry?;
                if entry.ty != RelocationType::TypeIndexLeb {
                    linked.uses.insert(base + entry.offset as usize, entry.index as usize);
                }
            }
        }
        ensure!(!linked.uses.is_empty(), "the module was linked without relocations");
        Ok(linked)
    }

    fn diverging(&self) -> anyhow::Result<BTreeSet<u32>> {
        let mut found = self.hooks.clone();
        for (index, body) in &self.bodies {
            if diverges(body)? {
                found.insert(*index);
            }
        }
        Ok(found)
    }

    /// Where that begins which the exported functions reach, by any way but through a trap.
    fn live(&self, traps: &[Range<usize>]) -> BTreeSet<usize> {
        let traps: BTreeMap<usize, usize> = traps.iter().map(|range| (range.start, range.end)).collect();
        let in_trap = |place: usize| traps.range(..=place).next_back().is_some_and(|(_, end)| place < *end);
        let mut waiting: Vec<Range<usize>> =
            self.exported.iter().filter_map(|index| instructions(self.bodies.get(index)?).ok()).collect();
        let mut live: BTreeSet<usize> = waiting.iter().map(|range| range.start).collect();
        while let Some(range) = waiting.pop() {
            for (_, symbol) in self.uses.range(range).filter(|(place, _)| !in_trap(**place)) {
                if let Some(used) = self.symbols.get(*symbol).cloned().flatten()
                    && live.insert(used.start)
                {
                    waiting.push(used);
                }
            }
        }
        live
    }
}

/// The instructions of a function, without the `end` that closes it.
fn instructions(body: &FunctionBody<'_>) -> anyhow::Result<Range<usize>> {
    Ok(body.get_operators_reader()?.original_position()..body.range().end - 1)
}

/// Whether a function cannot return.
fn diverges(body: &FunctionBody<'_>) -> anyhow::Result<bool> {
    let mut depth = 0_u32;
    let mut ends_in_trap = false;
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        let leaves = match &operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                depth += 1;
                false
            }
            Operator::End if depth == 0 => return Ok(ends_in_trap),
            Operator::End => {
                depth -= 1;
                false
            }
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => *relative_depth == depth,
            Operator::BrTable { targets } => {
                let mut places = targets.targets().collect::<Result<Vec<_>, _>>()?;
                places.push(targets.default());
                places.contains(&depth)
            }
            Operator::Return => true,
            _ => false,
        };
        if leaves {
            return Ok(false);
        }
        ends_in_trap = matches!(operator, Operator::Unreachable);
    }
    Ok(false)
}

/// The calls of diverging functions, each with the straight line of instructions before it.
fn doomed(body: &FunctionBody<'_>, diverging: &BTreeSet<u32>) -> anyhow::Result<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut reader = body.get_operators_reader()?;
    let mut start = reader.original_position();
    while !reader.eof() {
        let operator = reader.read()?;
        let end = reader.original_position();
        match operator {
            Operator::Call { function_index } => {
                if diverging.contains(&function_index) {
                    found.push(start..end);
                }
                start = end;
            }
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Else
            | Operator::End
            | Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrTable { .. }
            | Operator::Return
            | Operator::CallIndirect { .. }
            | Operator::Unreachable => start = end,
            _ => {}
        }
    }
    Ok(found)
}
