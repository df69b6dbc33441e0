package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.KeyAdministration;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The catalogue's own use of keys: contexts, the MAC, fresh roots. Thread-safe. Calls the key service. */
final class CatalogKeys {

    private static final String DATABASE = "furoshiki-database";
    private static final String DOMAIN = "furoshiki-domain";
    private static final String PURPOSE = "furoshiki-purpose";
    private static final String GENERATION = "furoshiki-generation";
    private static final int ID_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataKeys keys;

    CatalogKeys(DataKeys keys) {
        this.keys = keys;
    }

    /** 32 hex digits of fresh randomness. */
    static String randomId() {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    static EncryptionContext catalogContext(String databaseId) {
        return EncryptionContext.of(Map.of(DATABASE, databaseId, PURPOSE, "catalogue"));
    }

    static EncryptionContext rootContext(
            String databaseId, String domainId, DomainRoot.Purpose purpose, int generation) {
        return EncryptionContext.of(Map.of(
                DATABASE,
                databaseId,
                DOMAIN,
                domainId,
                PURPOSE,
                purpose == DomainRoot.Purpose.CELL ? "cell" : "search",
                GENERATION,
                Integer.toString(generation)));
    }

    EncryptedDataKey newCatalogKey(String keyId, String databaseId) throws CatalogException {
        return generate(keyId, catalogContext(databaseId), "the catalogue");
    }

    /** A first cell root and a search root. */
    List<DomainRoot> newRoots(String databaseId, Domain domain) throws CatalogException {
        List<DomainRoot> roots = new ArrayList<>();
        for (DomainRoot.Purpose purpose : DomainRoot.Purpose.values()) {
            EncryptionContext context = rootContext(databaseId, domain.id(), purpose, 1);
            EncryptedDataKey root = generate(domain.keyId(), context, "domain " + domain.name());
            roots.add(new DomainRoot(purpose, 1, root, context));
        }
        return roots;
    }

    private EncryptedDataKey generate(String keyId, EncryptionContext context, String what) throws CatalogException {
        try (DataKey key = keys.generate(keyId, context)) {
            return key.encrypted();
        } catch (KmsException refused) {
            String hint = refused instanceof KmsException.NotFoundException ? hint(keyId) : "";
            throw new KeyUnavailableException(
                    "no data key for " + what + " under " + keyId + ": " + refused.getMessage() + hint, refused);
        }
    }

    private String hint(String keyId) {
        if (!(keys.service() instanceof KeyAdministration administration)) {
            return "";
        }
        try {
            return NearestName.hint(keyId, administration.listAliases().keySet());
        } catch (KmsException unlisted) {
            return "";
        }
    }

    byte[] mac(EncryptedDataKey catalogKey, String databaseId, byte[] manifest) throws CatalogException {
        byte[] input = ManifestV1.macInput(CatalogTables.stored(catalogKey), manifest);
        try (DataKey key = keys.forDecryption(catalogKey, catalogContext(databaseId))) {
            return key.derived("catalogue mac", Prf::hmacSha256).compute(input);
        } catch (KmsException.InvalidCiphertextException | KmsException.IncorrectKeyException altered) {
            throw new AlteredCatalogException(
                    "the catalogue's key cannot be opened: it or the database id was changed, or they are another "
                            + "database's; restore furoshiki_catalog and furoshiki_key together from a backup",
                    altered);
        } catch (KmsException refused) {
            throw new KeyUnavailableException("the catalogue cannot be verified: " + refused.getMessage(), refused);
        }
    }
}
