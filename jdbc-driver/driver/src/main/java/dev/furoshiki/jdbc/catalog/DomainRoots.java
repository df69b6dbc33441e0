package dev.furoshiki.jdbc.catalog;

import java.util.List;
import java.util.Optional;

/**
 * All roots of a domain. Immutable.
 *
 * @param domain whose they are
 * @param cellRoots ascending by generation; the last seals, all open
 * @param searchRoot of the one generation that is live
 */
public record DomainRoots(Domain domain, List<DomainRoot> cellRoots, DomainRoot searchRoot) {

    public DomainRoots {
        cellRoots = List.copyOf(cellRoots);
        if (cellRoots.isEmpty()) {
            throw new IllegalArgumentException("domain " + domain.name() + " has no cell root");
        }
    }

    /** The root that new cells are sealed under. */
    public DomainRoot sealingRoot() {
        return cellRoots.get(cellRoots.size() - 1);
    }

    public Optional<DomainRoot> cellRoot(int generation) {
        for (DomainRoot root : cellRoots) {
            if (root.generation() == generation) {
                return Optional.of(root);
            }
        }
        return Optional.empty();
    }

    /** Finds the roots of a domain: a {@link CatalogSession} is one. */
    @FunctionalInterface
    public interface Source {

        /**
         * The roots of a domain.
         *
         * @throws CatalogException when the catalogue has no such domain
         */
        DomainRoots roots(Domain domain) throws CatalogException;
    }
}
