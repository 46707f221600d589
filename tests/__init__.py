import pytest

# So that what fails in it is shown as in tests.
pytest.register_assert_rewrite("tests.browser")
