package dev.furoshiki.benchmarks.workload;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A row of the customers table: eight columns in the manner of TPC-H, of which subjects protect the four that say who
 * somebody is and what he owns. The key is given when a row is bound.
 *
 * @param name made of the key, as in TPC-H, so that it is found in one row
 */
public record Customer(
        String name, String address, String phone, BigDecimal balance, int nation, String segment, String remark) {

    private static final String[] SEGMENTS = {"AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY"};
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz ,0123456789";
    private static final String NAME = "Customer#000000000";

    static Customer random(SplittableRandom random) {
        return new Customer(
                nameOf(0),
                text(random, 10, 40),
                phone(random),
                BigDecimal.valueOf(random.nextLong(-99_999, 999_999), 2),
                random.nextInt(25),
                SEGMENTS[random.nextInt(SEGMENTS.length)],
                text(random, 29, 116));
    }

    /** The name that goes with a key. */
    static String nameOf(long id) {
        char[] name = NAME.toCharArray();
        long rest = id;
        for (int i = name.length - 1; rest > 0; i--) {
            name[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(name);
    }

    Customer named(String other) {
        return new Customer(other, address, phone, balance, nation, segment, remark);
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

    private static String text(SplittableRandom random, int atLeast, int atMost) {
        char[] text = new char[random.nextInt(atLeast, atMost + 1)];
        for (int i = 0; i < text.length; i++) {
            text[i] = LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return new String(text);
    }
}
