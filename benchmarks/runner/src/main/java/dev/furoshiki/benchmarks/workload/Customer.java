package dev.furoshiki.benchmarks.workload;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A row of the customers table: eight columns in the manner of TPC-H, of which subjects protect the four that say who
 * somebody is and what he owns. The key is given when a row is bound.
 */
record Customer(
        String name, String address, String phone, BigDecimal balance, int nation, String segment, String remark) {

    static final String INSERT =
            "insert into customers (id, name, address, phone, balance, nation, segment, remark) values (?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String[] SEGMENTS = {"AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY"};
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz ,0123456789";

    /**
     * The statement that creates the table.
     *
     * @param clause what follows the type of a protected column
     */
    static String table(String clause) {
        return "create table customers (id bigint primary key, name varchar(25)" + clause + ", address varchar(40)"
                + clause + ", phone varchar(15)" + clause + ", balance decimal(12, 2)" + clause
                + ", nation integer, segment varchar(10), remark varchar(117))";
    }

    static Customer random(SplittableRandom random) {
        return new Customer(
                String.format(Locale.ROOT, "Customer#%09d", random.nextInt(1_000_000_000)),
                text(random, 10, 40),
                phone(random),
                BigDecimal.valueOf(random.nextLong(-99_999, 999_999), 2),
                random.nextInt(25),
                SEGMENTS[random.nextInt(SEGMENTS.length)],
                text(random, 29, 116));
    }

    private static String phone(SplittableRandom random) {
        return String.format(
                Locale.ROOT,
                "%02d-%03d-%03d-%04d",
                random.nextInt(10, 35),
                random.nextInt(100, 1000),
                random.nextInt(100, 1000),
                random.nextInt(1000, 10_000));
    }

    void bind(long id, PreparedStatement insert) throws SQLException {
        insert.setLong(1, id);
        insert.setString(2, name);
        insert.setString(3, address);
        insert.setString(4, phone);
        insert.setBigDecimal(5, balance);
        insert.setInt(6, nation);
        insert.setString(7, segment);
        insert.setString(8, remark);
    }

    private static String text(SplittableRandom random, int atLeast, int atMost) {
        char[] text = new char[random.nextInt(atLeast, atMost + 1)];
        for (int i = 0; i < text.length; i++) {
            text[i] = LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return new String(text);
    }
}
