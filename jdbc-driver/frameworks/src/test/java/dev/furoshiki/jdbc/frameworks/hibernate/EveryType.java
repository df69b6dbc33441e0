package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** An encrypted attribute of each type that can be, and a large object that is not. */
@NullUnmarked // fields are set by Hibernate
@Entity
class EveryType {

    @Id
    Long id;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    Short small;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    Integer normal;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    Long big;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    Boolean truth;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(precision = 14, scale = 3)
    BigDecimal exact;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(length = 50)
    String words;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    LocalDate onDay;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    LocalDateTime moment;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    Instant atInstant;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    OffsetDateTime zoned;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    UUID uuid;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    byte[] raw;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY, type = "varchar(255)")
    @Convert(converter = YearMonthConverter.class)
    YearMonth converted;

    @Lob
    String largeText;

    @Lob
    byte[] largeBytes;

    @Override
    public String toString() {
        return String.join(
                " ",
                String.valueOf(id),
                String.valueOf(small),
                String.valueOf(normal),
                String.valueOf(big),
                String.valueOf(truth),
                String.valueOf(exact),
                String.valueOf(words),
                String.valueOf(onDay),
                String.valueOf(moment),
                String.valueOf(atInstant),
                String.valueOf(zoned == null ? null : zoned.withOffsetSameInstant(ZoneOffset.UTC)),
                String.valueOf(uuid),
                Arrays.toString(raw),
                String.valueOf(converted),
                String.valueOf(largeText),
                Arrays.toString(largeBytes));
    }
}
