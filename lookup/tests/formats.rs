//! What people paste: in each the one failure is found, and its span is exactly its text.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{ask, assert_sound, builder, document, documents};
use remedy_lookup::{Answer, Document, Index, QueryKind, WhyKind};

fn catalogue() -> Vec<Document> {
    let mut all = documents();
    let mut add = |id: &str, title: &str, symptom: &str, signature: &str| {
        all.push(document(id, title, &[symptom], &[signature], &[]));
    };
    add(
        "refused",
        "Connection refused",
        "the client cannot reach the broker port",
        "Error: connect ECONNREFUSED {address}",
    );
    add(
        "heap",
        "Java heap is full",
        "the virtual machine has no heap left",
        "java.lang.OutOfMemoryError: Java heap space",
    );
    add(
        "pool",
        "Connection pool is empty",
        "all pooled connections are taken",
        "Connection is not available, request timed out after {duration}",
    );
    add(
        "map",
        "A map is written by two goroutines",
        "go program dies on a shared map",
        "fatal error: concurrent map writes",
    );
    add(
        "poison",
        "A lock is poisoned",
        "a thread panicked while holding a mutex",
        "called `Result::unwrap()` on an `Err` value: PoisonError",
    );
    add(
        "modified",
        "A list changes while it is read",
        "foreach over a list that is changed",
        "System.InvalidOperationException: Collection was modified; enumeration operation may not execute.",
    );
    add(
        "updates",
        "Two bots poll one token",
        "a second instance polls for updates",
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    add(
        "serialise",
        "Transactions conflict",
        "postgres aborts one of two transactions",
        "could not serialize access due to concurrent update",
    );
    all
}

fn index() -> Index<Vec<u8>> {
    Index::open(builder(catalogue()).build().expect("a small catalogue")).expect("what was built")
}

/// The text of the span that a document's signature has.
fn found<'t>(answer: &Answer<'_>, id: &str, text: &'t str) -> Option<&'t str> {
    let hit = answer.hits.iter().find(|hit| hit.id == id)?;
    let why = hit.why.iter().find(|why| why.kind == WhyKind::Signature)?;
    let [start, end] = why.span?;
    text.get(start..end)
}

fn assert_found(text: &str, id: &str, failure: &str) {
    let index = index();
    let answer = ask(&index, text);
    assert_sound(&answer, text);
    assert_eq!(answer.hits.first().map(|hit| hit.id), Some(id), "{text}\n{answer:#?}");
    assert!(answer.answered, "{text}\n{answer:#?}");
    assert_eq!(found(&answer, id, text), Some(failure), "{text}\n{answer:#?}");
}

const LOCKED: &str = "sqlite3.OperationalError: database is locked";
const MAP: &str = "fatal error: concurrent map writes";
const UPDATES: &str =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

const PYTHON: &str = r#"INFO:     127.0.0.1:51514 - "POST /orders HTTP/1.1" 500 Internal Server Error
ERROR:    Exception in ASGI application
Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/uvicorn/protocols/http/h11_impl.py", line 412, in run_asgi
    result = await app(  # type: ignore[func-returns-value]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/srv/shop/orders.py", line 88, in create
    await store.insert(order)
  File "/srv/shop/store.py", line 31, in insert
    self.connection.execute("INSERT INTO orders VALUES (?, ?)", row)
    ~~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
sqlite3.OperationalError: database is locked
INFO:     127.0.0.1:51520 - "GET /health HTTP/1.1" 200 OK
"#;

#[test]
fn a_python_traceback() {
    assert_found(PYTHON, "locked", LOCKED);
}

#[test]
fn a_node_stack() {
    let text = "> shop@1.4.0 start
> node dist/server.js

[shop] listening on :3000
node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: connect ECONNREFUSED 127.0.0.1:6379
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1606:16)
Emitted 'error' event on Commander instance at:
    at RedisClient.<anonymous> (/srv/shop/node_modules/@redis/client/dist/lib/client/index.js:412:14)
    at RedisClient.emit (node:events:519:28)
    at process.processTicksAndRejections (node:internal/process/task_queues:90:21) {
  errno: -111,
  code: 'ECONNREFUSED',
  syscall: 'connect',
  port: 6379
}

Node.js v22.11.0
";
    assert_found(text, "refused", "Error: connect ECONNREFUSED");
}

#[test]
fn a_java_stack_with_its_causes() {
    let text = "2026-01-05T08:12:44.018Z ERROR 1 --- [shop] [nio-8080-exec-7] o.a.c.c.C.[.[.[/].[dispatcherServlet] : Servlet.service() for servlet [dispatcherServlet] threw exception
org.springframework.transaction.CannotCreateTransactionException: Could not open JPA EntityManager for transaction
\tat org.springframework.orm.jpa.JpaTransactionManager.doBegin(JpaTransactionManager.java:466) ~[spring-orm-6.2.0.jar:6.2.0]
\tat com.example.shop.OrderService$$SpringCGLIB$$0.place(<generated>) ~[classes/:na]
\t... 41 common frames omitted
Caused by: org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection
\tat org.hibernate.exception.internal.SQLStateConversionDelegate.convert(SQLStateConversionDelegate.java:100)
\t... 52 common frames omitted
Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=7)
\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)
\t... 60 more
";
    assert_found(text, "pool", "Connection is not available, request timed out after");
}

#[test]
fn a_go_panic() {
    let text = "2026/01/05 08:12:44 listening on :8080
2026/01/05 08:12:51 worker 3: picked job 9917
fatal error: concurrent map writes

goroutine 57 [running]:
internal/runtime/maps.fatal({0x6b1d2f?, 0x0?})
\t/usr/local/go/src/runtime/panic.go:1058 +0x18
main.(*registry).put(...)
\t/srv/app/registry.go:41
main.worker(0xc000122000, 0x3)
\t/srv/app/worker.go:77 +0x1c5
created by main.main in goroutine 1
\t/srv/app/main.go:29 +0x9b
exit status 2
";
    assert_found(text, "map", MAP);
}

#[test]
fn a_rust_panic() {
    let text = "2026-01-05T08:12:44.018221Z  INFO shop::server: listening addr=0.0.0.0:8080
2026-01-05T08:12:47.551920Z DEBUG shop::jobs: picked job=9917

thread 'tokio-runtime-worker' (4711) panicked at src/cache.rs:88:35:
called `Result::unwrap()` on an `Err` value: PoisonError { .. }
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   1: core::panicking::panic_fmt
   2: core::result::unwrap_failed
   3: shop::cache::Cache::get
             at ./src/cache.rs:88:35
   4: tokio::runtime::task::raw::poll
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
";
    assert_found(text, "poison", "called `Result::unwrap()` on an `Err` value: PoisonError");
}

#[test]
fn a_dotnet_stack() {
    let text = "info: Microsoft.Hosting.Lifetime[14]
      Now listening on: http://localhost:5000
fail: Microsoft.AspNetCore.Server.Kestrel[13]
      Connection id \"0HN8A2\", Request id \"0HN8A2:00000003\": An unhandled exception was thrown by the application.
      System.InvalidOperationException: Collection was modified; enumeration operation may not execute.
         at System.Collections.Generic.List`1.Enumerator.MoveNext()
         at Shop.Orders.Expire() in /src/Shop/Orders.cs:line 52
         at Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext httpContext)
      --- End of stack trace from previous location ---
         at Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpProtocol.ProcessRequests()
info: Microsoft.Hosting.Lifetime[0]
      Application is shutting down...
";
    let failure =
        "System.InvalidOperationException: Collection was modified; enumeration operation may not execute";
    assert_found(text, "modified", failure);
}

/// Ten routine lines of a format, and one that fails, among them.
fn log(routine: impl Fn(usize) -> String, failure: &str) -> String {
    let mut lines: Vec<String> = (0..10).map(routine).collect();
    lines.insert(7, failure.to_owned());
    lines.join("\n") + "\n"
}

#[test]
fn json_of_structlog() {
    let text = log(
        |number| {
            format!(
                r#"{{"event": "job picked", "job": {number}, "level": "info", "logger": "shop.jobs", "timestamp": "2026-01-05T08:12:4{number}.018221Z"}}"#
            )
        },
        r#"{"job": 7, "event": "job failed", "level": "error", "exception": "Traceback (most recent call last):\n  File \"/srv/shop/store.py\", line 31, in insert\n    cursor.execute(statement)\nsqlite3.OperationalError: database is locked", "timestamp": "2026-01-05T08:12:48.018221Z"}"#,
    );
    assert_found(&text, "locked", LOCKED);
}

#[test]
fn json_of_pino() {
    let text = log(
        |number| {
            format!(
                r#"{{"level":30,"time":173607196{number},"pid":17,"hostname":"web-1","reqId":"req-{number}","msg":"request completed"}}"#
            )
        },
        r#"{"level":50,"time":1736071968,"pid":17,"hostname":"web-1","err":{"type":"Error","message":"connect ECONNREFUSED 127.0.0.1:6379","stack":"Error: connect ECONNREFUSED 127.0.0.1:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1606:16)","errno":-111},"msg":"queue is away"}"#,
    );
    assert_found(&text, "refused", "Error: connect ECONNREFUSED");
}

#[test]
fn json_of_bunyan() {
    let text = log(
        |number| {
            format!(
                r#"{{"name":"bot","hostname":"web-1","pid":17,"level":30,"msg":"update {number} handled","time":"2026-01-05T08:12:4{number}.000Z","v":0}}"#
            )
        },
        &format!(
            r#"{{"name":"bot","hostname":"web-1","pid":17,"level":50,"err":{{"message":"ETELEGRAM: 409 {UPDATES}","name":"Error"}},"msg":"polling stopped","time":"2026-01-05T08:12:48.000Z","v":0}}"#
        ),
    );
    assert_found(&text, "updates", UPDATES);
}

#[test]
fn logfmt() {
    let text = log(
        |number| {
            format!(
                r#"time=2026-01-05T08:12:4{number}.018Z level=INFO msg="request handled" path=/orders status=200 took=3ms"#
            )
        },
        r#"time=2026-01-05T08:12:48.018Z level=ERROR msg="transaction rolled back" err="pq: could not serialize access due to concurrent update" attempt=3"#,
    );
    assert_found(&text, "serialise", "could not serialize access due to concurrent update");
}

#[test]
fn syslog() {
    let text = log(
        |number| format!("<30>Jan  5 08:12:4{number} db-1 systemd[1]: Started Session {number} of user app."),
        "<3>Jan  5 08:12:48 db-1 kernel: Out of memory: Killed process 4242 (python3) total-vm:8123456kB, anon-rss:4012345kB",
    );
    assert_found(&text, "memory", "Out of memory: Killed process");
    assert_eq!(ask(&index(), &text).query.kind, QueryKind::Log);
}

#[test]
fn journald() {
    let text = log(
        |number| format!("Jan 05 08:12:4{number} web-1 shop[71{number}]: INFO job {number} done in 3 ms"),
        &format!("Jan 05 08:12:48 web-1 shop[712]: ERROR job 7: {LOCKED}"),
    );
    assert_found(&text, "locked", LOCKED);
}

#[test]
fn prefixes_of_kubectl() {
    let text = log(
        |number| {
            format!(
                "[pod/shop-7d9f8b6c5-x2x7z/web] 2026-01-05T08:12:4{number}Z INFO request {number} handled"
            )
        },
        &format!("[pod/shop-7d9f8b6c5-x2x7z/web] {MAP}"),
    );
    assert_found(&text, "map", MAP);
}

#[test]
fn prefixes_of_docker_compose() {
    let text = log(
        |number| format!("web-1     | 2026-01-05 08:12:4{number},018 INFO shop.jobs job {number} done"),
        &format!("worker-1  | {LOCKED}"),
    );
    assert_found(&text, "locked", LOCKED);
}

#[test]
fn colours_of_a_terminal() {
    let text = log(
        |number| {
            format!(
                "\u{1b}[2m2026-01-05T08:12:4{number}Z\u{1b}[0m \u{1b}[32m INFO\u{1b}[0m \u{1b}[2mshop\u{1b}[0m\u{1b}[2m:\u{1b}[0m job {number} done"
            )
        },
        "\u{1b}[2m2026-01-05T08:12:48Z\u{1b}[0m \u{1b}[31mERROR\u{1b}[0m shop: \u{1b}[1msqlite3.OperationalError\u{1b}[0m: \u{1b}[35mdatabase is locked\u{1b}[0m",
    );
    assert_found(&text, "locked", "sqlite3.OperationalError\u{1b}[0m: \u{1b}[35mdatabase is locked");
}

#[test]
fn steps_of_a_workflow() {
    let text = "2026-01-05T08:12:40.1234567Z ##[group]Run pytest -q
2026-01-05T08:12:40.1234899Z \u{1b}[36;1mpytest -q\u{1b}[0m
2026-01-05T08:12:40.1301234Z shell: /usr/bin/bash -e {0}
2026-01-05T08:12:40.1301299Z ##[endgroup]
2026-01-05T08:12:44.7712345Z ......F...                                                   [100%]
2026-01-05T08:12:44.7712399Z =================================== FAILURES ===================================
2026-01-05T08:12:44.7712401Z _________________________________ test_insert _________________________________
2026-01-05T08:12:44.7712405Z     def test_insert(store):
2026-01-05T08:12:44.7712411Z >       store.insert(order())
2026-01-05T08:12:44.7712415Z E       sqlite3.OperationalError: database is locked
2026-01-05T08:12:44.7712421Z shop/store.py:31: OperationalError
2026-01-05T08:12:44.7712499Z 1 failed, 9 passed in 3.91s
2026-01-05T08:12:44.8012345Z ##[error]Process completed with exit code 1.
";
    assert_found(text, "locked", LOCKED);
}

#[test]
fn a_step_of_a_workflow_that_is_copied_with_its_job_and_step() {
    let text = log(
        |number| {
            format!("build\tRun tests\t2026-01-05T08:12:4{number}.1234567Z ok  \tshop/store{number}\t0.01s")
        },
        &format!("build\tRun tests\t2026-01-05T08:12:48.1234567Z {MAP}"),
    );
    assert_found(&text, "map", MAP);
}

#[test]
fn fences_of_markdown() {
    let text = format!(
        "### What happened\nSince the update our orders are lost under load.\n\n```pytb\n{PYTHON}```\n\n### Environment\n- python 3.12\n- two workers\n"
    );
    assert_found(&text, "locked", LOCKED);
}

#[test]
fn quotes_of_a_chat() {
    let text = "ann wrote:
> does anybody know this one? it comes every morning
> ```
> [polling_error] {\"code\":\"ETELEGRAM\",\"message\":\"ETELEGRAM: 409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running\"}
> [polling_error] restarting in 5 s
> ```
no idea, sorry
> > did you deploy twice?
> yes, a blue-green deployment
";
    assert_found(text, "updates", UPDATES);
}

#[test]
fn html_of_a_copied_page() {
    let text = "<div class=\"js-post-body\"><p>My bot stops after some minutes:</p>
<pre class=\"lang-py\"><code>Traceback (most recent call last):
  File &quot;/srv/bot.py&quot;, line 12, in &lt;module&gt;
    store.insert(row)
<span class=\"hljs-title\">sqlite3.OperationalError</span>: <b>database</b> is&nbsp;locked
</code></pre>
<p>What can I do?</p><ul><li>two workers</li><li>one file</li></ul></div>
";
    assert_found(text, "locked", "sqlite3.OperationalError</span>: <b>database</b> is&nbsp;locked");
}

#[test]
fn line_ends_of_windows_and_of_old() {
    for end in ["\r\n", "\r"] {
        assert_found(&PYTHON.replace('\n', end), "locked", LOCKED);
    }
}

#[test]
fn one_long_line() {
    let text = PYTHON.replace('\n', " ");
    assert_found(&text, "locked", LOCKED);
    let text = PYTHON.replace('\n', "\\n");
    assert_found(&text, "locked", LOCKED);
    let path = r"cannot open C:\new\network\notes.db: sqlite3.OperationalError: database is locked";
    assert_found(path, "locked", LOCKED);
}

#[test]
fn a_chain_of_exceptions_counts_with_its_cause_and_its_effect() {
    let text = "Traceback (most recent call last):
  File \"/srv/shop/store.py\", line 31, in insert
    self.connection.execute(statement)
sqlite3.OperationalError: database is locked

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File \"/srv/shop/main.py\", line 9, in <module>
    asyncio.run(main())
  File \"/usr/lib/python3.12/asyncio/runners.py\", line 190, in run
    raise RuntimeError(
RuntimeError: This event loop is already running
";
    let index = index();
    let answer = ask(&index, text);
    let ids: Vec<&str> = answer.hits.iter().take(2).map(|hit| hit.id).collect();
    assert!(ids.contains(&"locked") && ids.contains(&"loop"), "{answer:#?}");
    assert_eq!(found(&answer, "locked", text), Some(LOCKED));
    assert_eq!(found(&answer, "loop", text), Some("RuntimeError: This event loop is already running"));
}

#[test]
fn the_one_line_among_thousands_wherever_it_stands() {
    for place in [0, 3, 700, 2_500, 4_300, 4_999] {
        let mut text = String::new();
        for number in 0..5_000 {
            let letter = |step: usize| char::from(b'a' + (number / step % 26) as u8);
            if number == place {
                text.push_str(&format!("2026-01-05T08:12:48Z ERROR shop.store job 7: {LOCKED}\n"));
            } else {
                let (one, two) = (letter(1), letter(26));
                text.push_str(&format!("2026-01-05T08:12:44Z INFO shop.web request {one}{two}x{number} from the webhook handled\n"));
            }
        }
        assert!(text.len() > remedy_lookup::MAX_TEXT_BYTES * 4);
        assert_found(&text, "locked", LOCKED);
    }
}
