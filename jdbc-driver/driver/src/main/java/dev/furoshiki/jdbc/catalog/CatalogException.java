package dev.furoshiki.jdbc.catalog;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue, or something declared for it, cannot be trusted or carried out. The message names the thing and says what
 * to do; it never holds a value or key bytes. SQLStates are PostgreSQL's where it has one for the case.
 */
public abstract sealed class CatalogException extends SQLException {

    private static final long serialVersionUID = 1L;

    private CatalogException(String message, String sqlState, @Nullable Throwable cause) {
        super(message, sqlState, cause);
    }

    /** The database has no catalogue, and none was to be created (55000). */
    public static final class MissingCatalogException extends CatalogException {
        private static final long serialVersionUID = 1L;

        MissingCatalogException(String message) {
            super(message, "55000", null);
        }
    }

    /** The manifest or a key row is not what was written (XX001): its MAC, a hash or its layout does not fit. */
    public static final class AlteredCatalogException extends CatalogException {
        private static final long serialVersionUID = 1L;

        AlteredCatalogException(String message, @Nullable Throwable cause) {
            super(message, "XX001", cause);
        }
    }

    /** The manifest is older than one that was seen, or than the pin allows (XX001). */
    public static final class RolledBackCatalogException extends CatalogException {
        private static final long serialVersionUID = 1L;

        RolledBackCatalogException(String message) {
            super(message, "XX001", null);
        }
    }

    /** The manifest belongs to another database (55000). */
    public static final class OtherDatabaseException extends CatalogException {
        private static final long serialVersionUID = 1L;

        OtherDatabaseException(String message) {
            super(message, "55000", null);
        }
    }

    /** The manifest has a format that this version does not know (0A000). */
    public static final class UnknownFormatException extends CatalogException {
        private static final long serialVersionUID = 1L;

        UnknownFormatException(String message) {
            super(message, "0A000", null);
        }
    }

    /** Two places declare different things of one column or domain (42P16). */
    public static final class ContradictionException extends CatalogException {
        private static final long serialVersionUID = 1L;

        ContradictionException(String message) {
            super(message, "42P16", null);
        }
    }

    /** The policy file cannot be read, or names something unknown (F0000). */
    public static final class PolicyException extends CatalogException {
        private static final long serialVersionUID = 1L;

        PolicyException(String message, @Nullable Throwable cause) {
            super(message, "F0000", cause);
        }
    }

    /** A policy entry is not in the catalogue, and none was to be added (55000). */
    public static final class UndeclaredColumnException extends CatalogException {
        private static final long serialVersionUID = 1L;

        UndeclaredColumnException(String message) {
            super(message, "55000", null);
        }
    }

    /** An annotated column, its companion or its checks are not there yet, or it holds plaintext (55000). */
    public static final class UnpreparedColumnException extends CatalogException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // List.copyOf gives a serializable list
        private final List<String> ddl;

        UnpreparedColumnException(String message, List<String> ddl) {
            super(message, "55000", null);
            this.ddl = List.copyOf(ddl);
        }

        /** The statements that prepare the column, to be run through the plain driver, in order. */
        public List<String> ddl() {
            return ddl;
        }
    }

    /** An annotated column is used by something that works on plaintext, such as a trigger or a CHECK (0A000). */
    public static final class ColumnInUseException extends CatalogException {
        private static final long serialVersionUID = 1L;

        ColumnInUseException(String message) {
            super(message, "0A000", null);
        }
    }

    /** An annotation asks for what cannot be had, such as a deterministic column of a type without one form (42P16). */
    public static final class InvalidAnnotationException extends CatalogException {
        private static final long serialVersionUID = 1L;

        InvalidAnnotationException(String message) {
            super(message, "42P16", null);
        }
    }

    /**
     * The catalogue was last read longer ago than {@code furoshiki.catalogMaxAge}, and could not be read again: what is encrypted
     * now is not known (55000).
     */
    public static final class ExpiredLeaseException extends CatalogException {
        private static final long serialVersionUID = 1L;

        ExpiredLeaseException(String message, Throwable cause) {
            super(message, "55000", cause);
        }
    }

    /** The key service refused or failed, so that nothing can be sealed or opened (58000). */
    public static final class KeyUnavailableException extends CatalogException {
        private static final long serialVersionUID = 1L;

        /**
         * A refusal by the key service.
         *
         * @param message names what the key is for
         */
        public KeyUnavailableException(String message, Throwable cause) {
            super(message, "58000", cause);
        }
    }
}
