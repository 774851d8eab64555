//! Splits a module, so that what few pages need is loaded by them alone.
//!
//! What only the exports of the second module reach goes there. All else stays in the first one, which lends the second
//! its memory, its tables, its stack and those of its functions that are called: there is one allocator and one
//! standard library for both. What a table refers to may be called by anyone, and stays, as do the data.

use std::collections::HashSet;

use anyhow::Context;
use walrus::{ExportItem, FunctionKind, GlobalKind, ImportKind, ImportedFunction, Module, passes::gc};

/// What the second module calls the first one.
pub(super) const FIRST: &str = "first";

/// The two modules; `is_second` tells the exports of the second one.
///
/// # Errors
/// When the module cannot be read.
pub(super) fn split(module: &[u8], is_second: impl Fn(&str) -> bool) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let mut first = Module::from_buffer(module)?;
    let mut second = Module::from_buffer(module)?;
    drop_exports(&mut first, &is_second);
    gc::run(&mut first);
    drop_exports(&mut second, |name| !is_second(name));
    borrow(&mut second, &first);
    gc::run(&mut second);
    lend(&mut first, &mut second)?;
    Ok((first.emit_wasm(), second.emit_wasm()))
}

fn drop_exports(module: &mut Module, is_dropped: impl Fn(&str) -> bool) {
    let dropped: Vec<_> =
        module.exports.iter().filter(|export| is_dropped(&export.name)).map(|export| export.id()).collect();
    for export in dropped {
        module.exports.delete(export);
    }
}

/// Makes imports of all that the first module has. Both come of the same bytes, so that what has the same number is the
/// same.
fn borrow(second: &mut Module, first: &Module) {
    second.start = None;
    for element in second.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
        second.elements.delete(element);
    }
    for data in second.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        second.data.delete(data);
    }
    for memory in second.memories.iter_mut() {
        memory.data_segments.clear();
        memory.import = Some(second.imports.add(FIRST, "", memory.id()));
    }
    for table in second.tables.iter_mut() {
        table.elem_segments.clear();
        table.import = Some(second.imports.add(FIRST, "", table.id()));
    }
    for global in second.globals.iter().map(|global| global.id()).collect::<Vec<_>>() {
        second.globals.get_mut(global).kind = GlobalKind::Import(second.imports.add(FIRST, "", global));
    }
    let kept: HashSet<usize> = first.funcs.iter_local().map(|(id, _)| id.index()).collect();
    for function in second.funcs.iter_mut().filter(|function| kept.contains(&function.id().index())) {
        let (id, ty) = (function.id(), function.ty());
        let import = second.imports.add(FIRST, "", id);
        function.kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
}

/// Exports what the second module imports, by short names.
fn lend(first: &mut Module, second: &mut Module) -> anyhow::Result<()> {
    for (number, import) in second.imports.iter_mut().filter(|import| import.module == FIRST).enumerate() {
        let item: Option<ExportItem> = match &import.kind {
            ImportKind::Function(id) => {
                first.funcs.iter().find(|item| item.id().index() == id.index()).map(|item| item.id().into())
            }
            ImportKind::Memory(id) => first
                .memories
                .iter()
                .find(|item| item.id().index() == id.index())
                .map(|item| item.id().into()),
            ImportKind::Table(id) => {
                first.tables.iter().find(|item| item.id().index() == id.index()).map(|item| item.id().into())
            }
            ImportKind::Global(id) => {
                first.globals.iter().find(|item| item.id().index() == id.index()).map(|item| item.id().into())
            }
            ImportKind::Tag(_) => None,
        };
        import.name = number.to_string();
        first.exports.add(&import.name, item.context("the first module lacks what the second one needs")?);
    }
    Ok(())
}
