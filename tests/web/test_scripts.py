"""Each page may load our own files; what one page needs besides stands in its policy once."""

from registry.web.scripts import policy


def test_no_page_runs_a_script_unless_it_says_so():
    assert policy({}).startswith("default-src 'none'; ") and "script-src" not in policy({})
    assert policy({"script-src": "'self'"}) == f"{policy({})}; script-src 'self'"


def test_what_a_page_says_of_a_directive_stands_in_place_of_what_all_say():
    assert policy({"style-src": "'self' 'sha256-x'"}) == policy({}).replace(
        "style-src 'self'", "style-src 'self' 'sha256-x'"
    )
