"""The command `marqab`: options, output and exit codes; what is done stands in `monitor.commands`.

    place      the global options, and ways to print
    service    demo, run, check, status, backup
    articles   extract, match, explain, replay
    posts      posts, posts settle, move
    stories    stories list, show, merge, split, undo, apart, pairs
    held       held list, show, release, drop
    rules      rules test, lint, schema, backtest, suggest, example, log, rollback
    sources    sources list, probe, add, save
    web        web

Exit codes: 0 good, 1 something the user must fix, 2 wrong usage (click's own), 130 Ctrl-C.
"""

import sys
from io import TextIOWrapper
from pathlib import Path

import click

from monitor.cli import articles, held, posts, rules, service, sources, stories, web
from monitor.cli.place import Place
from monitor.logs import configure_logging


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.option("--config", type=click.Path(path_type=Path), default="config", show_default=True,
              help="Directory of rules.yaml, sources.yaml and monitor.yaml.")  # fmt: skip
@click.option("--db", type=click.Path(path_type=Path), default="data/marqab.sqlite3",
              show_default=True, help="The database file.")  # fmt: skip
@click.option("--verbose", is_flag=True, help="Log every step.")
@click.version_option(package_name="marqab")
@click.pass_context
def main(context: click.Context, config: Path, db: Path, *, verbose: bool) -> None:
    """Watch Arabic news sites by keyword rules; one living Telegram post per story."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that knows no Arabic gets escapes, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    configure_logging(verbose=verbose)
    context.obj = Place(config, db)


for command in (
    *(service.demo, service.run, service.check, service.status, service.backup),
    *(articles.extract, articles.match_command, articles.explain, articles.replay),
    posts.posts,
    held.held,
    rules.rules,
    sources.sources,
    stories.stories,
    web.web,
):
    main.add_command(command)
