package dev.furoshiki.jdbc.hunt;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Runs random statements on the encrypted tables and on their plain twins, in rounds that begin with few rows, and gathers
 * whatever differs, whatever plaintext was found, and how many statements were refused for which reason. For one thread.
 */
final class LeakHunt {

    private static final int STATEMENTS_OF_A_ROUND = 50;
    private static final int ROWS = 7;

    private final HuntServer server;
    private final StoredCells cells;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    /** Queries have run since it was last seen that both hold the same. */
    private boolean hasRead;

    LeakHunt(HuntServer server) throws SQLException {
        this.server = server;
        this.cells = new StoredCells(server);
    }

    /** How many statements ended how. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** How many were refused for which reason, names left out. */
    Map<String, Integer> reasons() {
        return reasons;
    }

    List<String> findings() {
        return findings;
    }

    /** One round, which depends on nothing but its seed. */
    void round(long seed) throws SQLException {
        Random random = new Random(seed);
        fill(random);
        for (int i = 0; i < STATEMENTS_OF_A_ROUND; i++) {
            HuntStatement statement = HuntGrammar.draw(random, server.dialect());
            if (hasRead && !statement.reads()) {
                requireReadOnly("before round " + seed + ", statement " + i);
            }
            int before = findings.size();
            String outcome = run(statement);
            counts.merge(statement.kind() + " " + outcome, 1, Integer::sum);
            if (findings.size() > before) {
                findings.set(
                        before,
                        "round " + seed + ", statement " + i + ": " + statement + "\n    " + findings.get(before));
            }
        }
        requireReadOnly("at the end of round " + seed);
        for (String declared : server.declared()) {
            Canaries.in(declared).ifPresent(found -> findings.add("round " + seed + ": declared is " + found));
        }
        // In the end, for the values of statements that write are seen in the tables afterwards.
        for (String line : Canaries.inLines(server.newLog())) {
            findings.add("round " + seed + ": the server's log holds " + line);
        }
    }

    private void fill(Random random) throws SQLException {
        server.clear();
        for (HuntTable table : HuntTables.ALL) {
            for (int id = 1; id <= ROWS; id++) {
                HuntStatement row = HuntGrammar.row(random, server.dialect(), table, id);
                Outcome plain = Outcome.of(server.plain(), row, server.dialect());
                Outcome ours = Outcome.of(server.ours(), row, server.dialect());
                if (!plain.state().equals(ours.state())) {
                    findings.add("filling " + table.name() + ": " + row + ": " + plain + ", but " + ours);
                }
            }
        }
        requireSame();
    }

    private String run(HuntStatement statement) throws SQLException {
        Outcome ours = Outcome.of(server.ours(), statement, server.dialect());
        if (ours.isUnexpected()) {
            findings.add("throws " + ours.message());
            return "unexpected";
        }
        if (ours.isRefused()) {
            refused(statement, ours);
            return "refused"; // what it had done all the same would be seen behind the next one, or at the end
        }
        if (statement.kind() == HuntStatement.Kind.FORBIDDEN) {
            findings.add("is not refused: " + ours);
            resynchronize();
            return "carried out";
        }
        if (statement.sql().startsWith("explain")) {
            return "explained"; // other columns are compared, so that the plan is another
        }
        if (statement.mode() == HuntStatement.Mode.EXPLAINED && ours.failure() == null) {
            requireSame(statement);
            return "explained";
        }
        Outcome plain = Outcome.of(server.plain(), statement, server.dialect());
        boolean undecided = server.dialect().isUndecided(plain);
        if (ours.failure() != null && plain.failure() != null) {
            if (statement.kind() == HuntStatement.Kind.SUPPORTED
                    && !undecided
                    && !ours.errorClass().equals(plain.errorClass())) {
                findings.add("fails otherwise: " + ours + "\n    than " + plain);
            }
            if (statement.kind() != HuntStatement.Kind.TORN) {
                Canaries.in(ours.message()).ifPresent(found -> findings.add("the message holds " + found));
            }
            if (undecided) {
                resynchronize(); // executed twice, it may have failed the second time only
                return "undecided";
            }
            requireSame(statement);
            return "same failure";
        }
        if (undecided) {
            resynchronize();
            return "undecided";
        }
        if (statement.kind() == HuntStatement.Kind.TORN && (ours.isNoValue() || plain.isNoValue())) {
            resynchronize(); // a constant stands by others now that is of another type: to ours it has its column's
            return "refused";
        }
        boolean same = statement.choosesRows()
                ? ours.shape().equals(plain.shape())
                : ours.isAs(plain, statement, server.dialect());
        if (!same) {
            findings.add("gives " + ours + "\n    where the plain one gives " + plain);
            resynchronize();
            return "different";
        }
        requireSame(statement);
        return ours.seen().stream().anyMatch(line -> line.startsWith("count")) ? "same counts" : "same rows";
    }

    private void refused(HuntStatement statement, Outcome ours) {
        boolean allowed = server.dialect().refusals().stream().anyMatch(ours.message()::contains);
        if (statement.kind() == HuntStatement.Kind.SUPPORTED && !allowed) {
            findings.add("is refused: " + ours);
        }
        reasons.merge(statement.kind() + ": " + reason(ours.message()), 1, Integer::sum);
        if (statement.kind() != HuntStatement.Kind.TORN) {
            Canaries.in(ours.message()).ifPresent(found -> findings.add("the message holds " + found));
        }
    }

    private static String reason(String message) {
        return message.replaceAll("(?s);.*|\\. The statement.*|, so it was not.*", "")
                .replaceAll("^(column|table) .* (is encrypted|has no column)", "$1 ... $2")
                .replaceAll("^(\\* over a join|a name beside) .*", "$1 ...")
                .replaceAll("(it and|has no column|routine|the columns of|which table) .*?( (are|is) |$)", "$1 ...$2")
                .replaceAll("^.*( is an encrypted table,| is not among| is no column of)", "...$1")
                .replaceAll("position \\d+", "position ...");
    }

    /** Several queries leave all as it was together, which is looked at before anything may change it: half of the time goes there. */
    private void requireSame(HuntStatement statement) throws SQLException {
        if (statement.reads()) {
            hasRead = true;
        } else {
            requireSame();
        }
    }

    private void requireReadOnly(String when) throws SQLException {
        int before = findings.size();
        requireSame();
        if (findings.size() > before) {
            findings.set(before, when + ", the statements so far: " + findings.get(before));
        }
    }

    /** Both hold the same, and the server holds cells only. */
    private void requireSame() throws SQLException {
        hasRead = false;
        List<String> wrong = cells.differences();
        for (HuntTable table : HuntTables.ALL) {
            HuntStatement all = new HuntStatement(
                    table.selectAll(server.dialect()),
                    List.of(),
                    HuntStatement.Mode.TEXT,
                    HuntStatement.Kind.SUPPORTED,
                    true);
            Outcome ours = Outcome.of(server.ours(), all, server.dialect());
            Outcome plain = Outcome.of(server.plain(), all, server.dialect());
            if (ours.failure() != null || !ours.isAs(plain, all, server.dialect())) {
                wrong.add(table.name() + " holds " + ours + "\n    where the plain one holds " + plain);
            }
        }
        for (String row : server.dump()) {
            Canaries.in(row).ifPresent(found -> wrong.add("the table holds " + found));
        }
        if (!wrong.isEmpty()) {
            findings.add("leaves behind: " + wrong);
            resynchronize();
        }
    }

    /** So that one difference is not found again and again. */
    private void resynchronize() throws SQLException {
        server.clear();
    }
}
