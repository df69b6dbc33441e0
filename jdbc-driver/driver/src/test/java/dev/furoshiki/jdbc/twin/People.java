package dev.furoshiki.jdbc.twin;

/** The table of persons that most tests work on. */
final class People {

    static final String CREATE = """
            CREATE TABLE person (
              id serial PRIMARY KEY,
              ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOMIZED, INDEX = EQUALITY),
              name text ENCRYPTED WITH (KEY = 'alias/pii'),
              email text ENCRYPTED WITH (KEY = 'alias/other', TYPE = DETERMINISTIC) UNIQUE,
              born date ENCRYPTED WITH (KEY = 'alias/pii', TYPE = RANDOMIZED, INDEX = EQUALITY),
              age integer
            )
            """;

    private People() {}
}
