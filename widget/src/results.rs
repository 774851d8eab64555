//! What was found, or why there is nothing.

use remedy_data::Match;
use remedy_lookup::WhyKind;
use yew::{Context, Html, html};

use crate::{
    app::{App, Message},
    client::ClientError,
    panel::result_keys,
    strings,
    wire::Answer,
};

pub(crate) fn view(app: &App, ctx: &Context<App>) -> Html {
    let is_search = !app.text.trim().is_empty();
    let request = if is_search { &app.search } else { &app.suggestion };
    let (shown, status) = match request.result() {
        None if request.is_waiting() => (notice(strings::LOADING, ""), String::new()),
        Some(Err(error)) => (failure(error, ctx), strings::error(error)),
        Some(Ok(answer)) if is_search || answer.answered => {
            let status = strings::announcement(answer);
            (found(answer, is_search, ctx), status)
        }
        _ => (notice(strings::NO_SUGGESTION, strings::NO_SUGGESTION_HINT), strings::NO_SUGGESTION.to_owned()),
    };
    html! {
        <>
            // What is seen changes as a whole; what is heard is one line of it.
            <p class="heard" part="status" role="status">{ if request.is_waiting() { String::new() } else { status } }</p>
            { shown }
        </>
    }
}

fn found(answer: &Answer, is_search: bool, ctx: &Context<App>) -> Html {
    // The first is the answer; the others are there in case it is not.
    let (heading, sure) = match (answer.answered, is_search) {
        (true, true) => (strings::BEST, 1),
        (true, false) => (strings::FOR_THIS_PAGE, 1),
        (false, _) => (strings::NEAREST, 0),
    };
    let count = answer.matches.len();
    let list = |range: std::ops::Range<usize>, rank: &'static str| -> Html {
        let items = answer.matches.iter().enumerate().skip(range.start).take(range.len());
        html! { <ul data-rank={rank}>{ for items.map(|(place, found)| item(found, place, count, ctx)) }</ul> }
    };
    html! {
        <>
            if !answer.answered { { no_match(answer) } }
            if count > 0 { <h2>{ heading }</h2> }
            if sure > 0 { { list(0..sure, "best") } }
            if sure > 0 && count > sure { <h2>{ strings::ALSO }</h2> }
            if count > sure { { list(sure..count, if sure > 0 { "also" } else { "nearest" }) } }
        </>
    }
}

fn item(found: &Match, place: usize, count: usize, ctx: &Context<App>) -> Html {
    let solution = &found.solution;
    let reason = found.why.iter().find(|why| matches!(why.kind, WhyKind::Signature | WhyKind::Symptom));
    html! {
        <li key={solution.id.clone()}>
            <button
                type="button"
                class="result"
                part="result"
                data-place={place.to_string()}
                onclick={ctx.link().callback(move |_| Message::Select(place))}
                onkeydown={result_keys(ctx, place, count)}
            >
                <strong>{ &solution.title }</strong>
                <span class="summary">{ &solution.summary }</span>
                if let Some(why) = reason {
                    <span class="reason">{ strings::why_kind(why.kind) }{ ": " }<code>{ &why.text }</code></span>
                }
                { facts(found) }
            </button>
        </li>
    }
}

/// How sure, how bad, how proven: one line.
pub(crate) fn facts(found: &Match) -> Html {
    let solution = &found.solution;
    html! {
        <span class="facts">
            <span class="confidence">{ strings::confidence(found.confidence) }</span>
            <span class="severity" data-level={solution.severity.name()}>{ strings::severity(solution.severity) }</span>
            if let Some(verified) = &solution.verified {
                <span class="verified">{ strings::verified(verified) }</span>
            } else {
                <span>{ strings::NOT_PROVEN }</span>
            }
        </span>
    }
}

fn no_match(answer: &Answer) -> Html {
    let (text, hint) = strings::no_match(answer);
    notice(&text, hint)
}

pub(crate) fn notice(text: &str, hint: &str) -> Html {
    html! {
        <div class="notice">
            <p>{ text }</p>
            if !hint.is_empty() { <p class="hint">{ for hint.split('`').enumerate().map(part) }</p> }
        </div>
    }
}

/// Every second part of a text stood between backticks.
fn part((place, text): (usize, &str)) -> Html {
    if place % 2 == 0 {
        html! { { text } }
    } else {
        html! { <code>{ text }</code> }
    }
}

pub(crate) fn failure(error: &ClientError, ctx: &Context<App>) -> Html {
    html! {
        <div class="notice failure">
            <p>{ strings::error(error) }</p>
            <button type="button" onclick={ctx.link().callback(|_| Message::Retry)}>{ strings::RETRY }</button>
        </div>
    }
}
