from tests.outside.conftest import internet as internet
