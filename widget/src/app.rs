//! The state of one widget, and how it changes.

use std::{rc::Rc, time::Duration};

use remedy_data::Match;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};
use yew::{Component, Context, Html, Properties as YewProperties, platform::time::sleep};

use crate::{
    client::{self, ClientError, Found, LONGEST_IN_ADDRESS},
    page, page_context, panel,
    request::Request,
    settings::Settings,
    wire::{self, Answer, Solution},
};

/// How long typing has to pause before the service is asked: shorter than a pause that one notices,
/// longer than the time between two keys of a quick typist.
const DEBOUNCE: Duration = Duration::from_millis(120);

#[derive(Debug, Clone, PartialEq, YewProperties)]
pub(crate) struct Properties {
    /// The custom element; it gets the events.
    pub(crate) host: HtmlElement,
    pub(crate) settings: Rc<Settings>,
}

/// The state of one widget.
#[derive(Debug, Default)]
pub(crate) struct App {
    /// Whether the floating panel is open. An inline one always is.
    pub(crate) open: bool,
    /// What is in the search box.
    pub(crate) text: String,
    /// What the text in the box finds.
    pub(crate) search: Request<Answer>,
    /// What the page itself finds.
    pub(crate) suggestion: Request<Answer>,
    /// What the suggestion was asked with.
    page_text: String,
    /// The solution that is shown instead of the results.
    pub(crate) opened: Option<Opened>,
    focus: Option<Focus>,
    measured: bool,
}

/// A solution that was opened from the results.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) found: Match,
    pub(crate) solution: Request<Solution>,
    /// Its place in the results, where the focus returns to.
    place: usize,
}

#[derive(Debug)]
pub(crate) enum Message {
    Open,
    Close,
    Typed(String),
    Found(u32, Result<Found, ClientError>),
    Suggested(u32, Result<Found, ClientError>),
    Select(usize),
    Solved(u32, Result<Rc<Solution>, ClientError>),
    Back,
    Retry,
    /// Moves the focus to a result, or before the first one to the search box.
    Move(Option<usize>),
}

/// What gets the focus once it is rendered, as a selector.
#[derive(Debug, Clone, Copy)]
enum Focus {
    Button,
    Input,
    Heading,
    Result(usize),
}

impl Component for App {
    type Message = Message;
    type Properties = Properties;

    fn create(ctx: &Context<Self>) -> Self {
        let mut app = Self::default();
        app.set_text(ctx);
        app.suggest(ctx, false);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Open => {
                self.open = true;
                self.focus = Some(Focus::Input);
                // By now the user may have selected the error, or the page may show another one.
                self.suggest(ctx, false);
            }
            Message::Close => {
                self.open = false;
                self.focus = Some(Focus::Button);
            }
            Message::Typed(text) => {
                self.text = text;
                self.look_up(ctx, true);
            }
            Message::Found(turn, found) => return finish(&mut self.search, ctx, turn, found),
            Message::Suggested(turn, found) => return finish(&mut self.suggestion, ctx, turn, found),
            Message::Select(place) => self.select(ctx, place),
            Message::Solved(turn, solution) => {
                return self.opened.as_mut().is_some_and(|opened| opened.solution.end(turn, solution));
            }
            Message::Back => {
                self.focus = self.opened.take().map(|opened| Focus::Result(opened.place));
            }
            Message::Retry if self.opened.is_some() => self.solve(ctx),
            Message::Retry if self.text.trim().is_empty() => self.suggest(ctx, true),
            Message::Retry => self.look_up(ctx, false),
            Message::Move(place) => {
                self.focus = Some(place.map_or(Focus::Input, Focus::Result));
            }
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Properties) -> bool {
        let (new, old) = (&ctx.props().settings, &old.settings);
        let asks_otherwise = new.asks_otherwise(old);
        if new.query != old.query {
            self.set_text(ctx);
        } else if asks_otherwise {
            self.look_up(ctx, false);
        }
        self.suggest(ctx, asks_otherwise);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        panel::view(self, ctx)
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if !self.measured && self.suggested().is_some() {
            self.measured = true;
            page::measure("remedy:first-suggestion");
        }
        if let Some(focus) = self.focus.take() {
            move_focus(&ctx.props().host, focus);
        }
    }
}

impl App {
    /// The answer for the page, if it is one.
    pub(crate) fn suggested(&self) -> Option<&Rc<Answer>> {
        self.suggestion.value().filter(|answer| answer.answered)
    }

    /// The matches that are listed: those of the text in the box, else those of the page.
    pub(crate) fn matches(&self) -> &[Match] {
        let answer = if self.text.trim().is_empty() { self.suggested() } else { self.search.value() };
        answer.map_or(&[], |answer| &answer.matches)
    }

    /// Puts the attribute's text into the box.
    fn set_text(&mut self, ctx: &Context<Self>) {
        self.text = ctx.props().settings.query.clone().unwrap_or_default();
        self.look_up(ctx, false);
    }

    fn look_up(&mut self, ctx: &Context<Self>, typing: bool) {
        self.opened = None;
        if self.text.trim().is_empty() {
            self.search.clear();
            return;
        }
        let (turn, signal) = self.search.begin();
        let (settings, text) = (Rc::clone(&ctx.props().settings), self.text.clone());
        // What is pasted is whole.
        let unfinished = typing && text.len() <= LONGEST_IN_ADDRESS && !text.contains('\n');
        ctx.link().send_future(async move {
            if typing {
                // A newer key aborts the signal meanwhile, and nothing is sent.
                sleep(DEBOUNCE).await;
            }
            Message::Found(turn, client::lookup(&settings, &text, unfinished, signal.as_ref()).await)
        });
    }

    /// Asks what the page is about; only when that has changed, unless `again` is true.
    fn suggest(&mut self, ctx: &Context<Self>, again: bool) {
        let settings = Rc::clone(&ctx.props().settings);
        let text = page_context::read(&settings);
        if text == self.page_text && !again {
            return;
        }
        self.page_text.clone_from(&text);
        if text.is_empty() {
            self.suggestion.clear();
            return;
        }
        let (turn, signal) = self.suggestion.begin();
        ctx.link().send_future(async move {
            Message::Suggested(turn, client::lookup(&settings, &text, false, signal.as_ref()).await)
        });
    }

    fn select(&mut self, ctx: &Context<Self>, place: usize) {
        let Some(found) = self.matches().get(place).cloned() else { return };
        let detail = wire::object(&[("id", Some(found.solution.id.as_str().into()))]);
        page::dispatch(&ctx.props().host, "remedy:select", &detail);
        self.opened = Some(Opened { found, solution: Request::default(), place });
        self.focus = Some(Focus::Heading);
        self.solve(ctx);
    }

    /// Asks for the whole of the opened solution. An index has only what the results show.
    fn solve(&mut self, ctx: &Context<Self>) {
        let settings = Rc::clone(&ctx.props().settings);
        if let Some(opened) = self.opened.as_mut().filter(|_| settings.index.is_none()) {
            let (turn, signal) = opened.solution.begin();
            let id = opened.found.solution.id.clone();
            ctx.link().send_future(async move {
                Message::Solved(turn, client::solution(&settings, &id, signal.as_ref()).await)
            });
        }
    }
}

/// Takes an answer and tells the page about it; false when it came too late.
fn finish(
    request: &mut Request<Answer>,
    ctx: &Context<App>,
    turn: u32,
    found: Result<Found, ClientError>,
) -> bool {
    let object = found.as_ref().ok().map(|found| found.object.clone());
    let is_current = request.end(turn, found.map(|found| found.answer));
    if let Some(object) = object.filter(|_| is_current) {
        page::dispatch(&ctx.props().host, "remedy:answer", &object);
    }
    is_current
}

fn move_focus(host: &HtmlElement, focus: Focus) {
    let find = |root: ShadowRoot, selector: &str| root.query_selector(selector).ok().flatten();
    let element = host.shadow_root().and_then(|root| match focus {
        Focus::Button => find(root, ".launcher"),
        Focus::Input => find(root, ".input"),
        Focus::Heading => find(root, ".solution h2"),
        Focus::Result(place) => find(root, &format!("[data-place='{place}']")),
    });
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
