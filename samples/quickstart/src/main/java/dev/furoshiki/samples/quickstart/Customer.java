package dev.furoshiki.samples.quickstart;

import io.trino.tpch.CustomerGenerator;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.StreamSupport;

/** A customer of TPC-H, the benchmark for decision support: an invented person, the same in every run. */
record Customer(long id, String segment, String name, String address, String phone, BigDecimal balance) {

    static List<Customer> first(int count) {
        double scale = (double) count / CustomerGenerator.SCALE_BASE;
        return StreamSupport.stream(new CustomerGenerator(scale, 1, 1).spliterator(), false)
                .limit(count)
                .map(Customer::of)
                .toList();
    }

    private static Customer of(io.trino.tpch.Customer generated) {
        return new Customer(
                generated.getCustomerKey(),
                generated.getMarketSegment(),
                generated.getName(),
                generated.getAddress(),
                generated.getPhone(),
                BigDecimal.valueOf(generated.getAccountBalanceInCents(), 2));
    }
}
