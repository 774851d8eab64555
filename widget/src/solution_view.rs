//! A solution, opened in place.

use remedy_data::{Fix, Match};
use yew::{Context, Html, html};

use crate::{
    app::{App, Opened},
    prose,
    results::{facts, failure, notice},
    settings::Settings,
    strings,
    wire::Solution,
};

pub(crate) fn view(opened: &Opened, ctx: &Context<App>) -> Html {
    let settings = &ctx.props().settings;
    let found = &opened.found;
    let rest = match opened.solution.result() {
        Some(Ok(solution)) => whole(solution, settings),
        Some(Err(error)) => failure(error, ctx),
        None if opened.solution.is_waiting() => notice(strings::LOADING, ""),
        // Without a service there is nothing to read on.
        None if settings.api.is_some() => html! { <p class="hint">{ strings::OFFLINE }</p> },
        None => Html::default(),
    };
    html! {
        <div class="body" tabindex="0">
            <article class="solution" part="solution" aria-busy={opened.solution.is_waiting().to_string()}>
                <h2 tabindex="-1">{ &found.solution.title }</h2>
                <p class="lead">{ &found.solution.summary }</p>
                { facts(found) }
                { why(found) }
                { rest }
                if let Some(address) = settings.page(&found.solution.url) {
                    <p>
                        <a class="button" href={address} target="_blank" rel="noopener noreferrer">
                            { strings::FULL_PAGE }
                        </a>
                    </p>
                }
            </article>
        </div>
    }
}

fn why(found: &Match) -> Html {
    if found.why.is_empty() {
        return Html::default();
    }
    let reasons = found.why.iter().map(|why| {
        html! { <li><span>{ strings::why_kind(why.kind) }</span><code>{ &why.text }</code></li> }
    });
    html! {
        <>
            <h3>{ strings::WHY }</h3>
            <ul class="why">{ for reasons }</ul>
        </>
    }
}

fn whole(solution: &Solution, settings: &Settings) -> Html {
    let api = settings.api.as_deref();
    html! {
        <>
            <h3>{ strings::ROOT_CAUSE }</h3>
            { prose::view(&solution.root_cause, api) }
            <h3>{ strings::FIXES }</h3>
            { for solution.fixes.iter().enumerate().map(|(place, item)| fix(item, place == 0, api)) }
            if let Some(model) = &solution.model { <p class="hint">{ model }</p> }
        </>
    }
}

/// The first choice is open, the others are a click away.
fn fix(fix: &Fix, open: bool, api: Option<&str>) -> Html {
    html! {
        <details class="fix" {open}>
            <summary>
                <h4>{ &fix.title }</h4>
                <span class="kind" data-kind={fix.kind.name()}>{ strings::fix_kind(fix.kind) }</span>
            </summary>
            { labelled(strings::WHEN, &fix.when, api) }
            { prose::view(&fix.body, api) }
            { labelled(strings::TRADE_OFF, &fix.trade_off, api) }
        </details>
    }
}

fn labelled(label: &'static str, text: &str, api: Option<&str>) -> Html {
    html! { <div class="labelled"><b>{ label }</b>{ prose::view(text, api) }</div> }
}
