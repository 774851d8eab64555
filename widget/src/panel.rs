//! The button, the panel, and the keys they listen to.

use web_sys::HtmlTextAreaElement;
use yew::{Callback, Context, Html, InputEvent, KeyboardEvent, MouseEvent, TargetCast, html};

use crate::{
    app::{App, Message},
    results, solution_view, strings,
};

/// Most lines that the search box shows at once.
const MAX_LINES: usize = 6;

pub(crate) fn view(app: &App, ctx: &Context<App>) -> Html {
    let inline = ctx.props().settings.inline;
    if !inline && !app.open {
        return launcher(app, ctx);
    }
    let opened = app.opened.is_some();
    let onkeydown = ctx.link().batch_callback(move |event: KeyboardEvent| {
        let message = match () {
            () if event.key() != "Escape" => None,
            () if opened => Some(Message::Back),
            () if inline => None,
            () => Some(Message::Close),
        };
        if message.is_some() {
            event.prevent_default();
        }
        message
    });
    let content = match &app.opened {
        Some(opened) => solution_view::view(opened, ctx),
        None => html! {
            <>
                { input(app, ctx) }
                <div class="body">{ results::view(app, ctx) }</div>
            </>
        },
    };
    html! {
        <section
            class="panel"
            part="panel"
            role={if inline { "region" } else { "dialog" }}
            aria-label={strings::NAME}
            {onkeydown}
        >
            { header(app, ctx) }
            { content }
        </section>
    }
}

fn launcher(app: &App, ctx: &Context<App>) -> Html {
    let onclick = ctx.link().callback(|_| Message::Open);
    // Pressing the button keeps what is selected on the page: it is what the user asks about.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    let teaser = app.suggested().map(|answer| {
        let is_proven = answer.matches.first().is_some_and(|found| found.solution.verified.is_some());
        if is_proven { strings::TEASER_PROVEN } else { strings::TEASER }
    });
    html! {
        <button
            type="button"
            class="launcher"
            part="button"
            aria-haspopup="dialog"
            aria-label={teaser.is_none().then_some(strings::OPEN)}
            title={teaser.is_none().then_some(strings::OPEN)}
            {onclick}
            {onmousedown}
        >
            { logo() }
            if let Some(teaser) = teaser { <span part="teaser">{ teaser }</span> }
        </button>
    }
}

fn header(app: &App, ctx: &Context<App>) -> Html {
    let leave = if app.opened.is_some() {
        html! {
            <button type="button" class="back" onclick={ctx.link().callback(|_| Message::Back)}>
                { icon("M10 3 5 8l5 5") }
                { strings::BACK }
            </button>
        }
    } else {
        html! { <span class="name">{ logo() }{ strings::NAME }</span> }
    };
    html! {
        <header>
            { leave }
            if !ctx.props().settings.inline {
                <button
                    type="button"
                    class="close"
                    aria-label={strings::CLOSE}
                    title={strings::CLOSE}
                    onclick={ctx.link().callback(|_| Message::Close)}
                >
                    { icon("m4 4 8 8m0-8-8 8") }
                </button>
            }
        </header>
    }
}

fn input(app: &App, ctx: &Context<App>) -> Html {
    let oninput = ctx.link().callback(|event: InputEvent| {
        Message::Typed(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    let has_results = !app.matches().is_empty();
    // The results of an older text are not opened by accident.
    let waiting = app.search.is_waiting();
    let onkeydown = ctx.link().batch_callback(move |event: KeyboardEvent| {
        let area: HtmlTextAreaElement = event.target_unchecked_into();
        let at_end = area.selection_end().ok().flatten() == Some(area.text_length());
        let message = match event.key().as_str() {
            // Some input methods confirm a word with the same key.
            "Enter" if event.shift_key() || event.is_composing() => None,
            "Enter" => (!waiting).then_some(Message::Select(0)),
            "ArrowDown" if at_end && has_results => Some(Message::Move(Some(0))),
            _ => None,
        };
        if message.is_some() {
            event.prevent_default();
        }
        message
    });
    html! {
        <div class="search" aria-busy={waiting.to_string()}>
            { icon("M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14") }
            <textarea
                class="input"
                part="input"
                aria-label={strings::SEARCH}
                placeholder={strings::SEARCH}
                rows={app.text.lines().count().clamp(1, MAX_LINES).to_string()}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                value={app.text.clone()}
                {oninput}
                {onkeydown}
            />
        </div>
    }
}

/// Moves between results with the arrow keys.
pub(crate) fn result_keys(ctx: &Context<App>, place: usize, count: usize) -> Callback<KeyboardEvent> {
    ctx.link().batch_callback(move |event: KeyboardEvent| {
        let target = match event.key().as_str() {
            "ArrowDown" => Some((place + 1).min(count.saturating_sub(1))),
            "ArrowUp" => place.checked_sub(1),
            "Home" => Some(0),
            "End" => count.checked_sub(1),
            _ => return None,
        };
        event.prevent_default();
        Some(Message::Move(target))
    })
}

fn icon(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}

/// A capsule, half filled.
fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <g transform="rotate(-45 12 12)">
                <rect x="3" y="7.5" width="18" height="9" rx="4.5" />
                <path d="M12 7.5h4.5a4.5 4.5 0 0 1 0 9H12z" />
            </g>
        </svg>
    }
}
