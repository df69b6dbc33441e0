package dev.furoshiki.jdbc.frameworks.mybatis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.RowBounds;
import org.apache.ibatis.session.SqlSession;

/** What is done at the library's desk. */
final class Desk {

    private Desk() {}

    private static String all(Library library) {
        return library.with(members -> members.all(RowBounds.DEFAULT)).toString();
    }

    static Object findsByIdAndByEmail(Library library) {
        return library.with(members -> {
            Member ada = members.byEmail("ada@secret.example");
            return members.byId(ada.getId()) + " " + members.byEmail("nobody@secret.example");
        });
    }

    static Object searchesDynamically(Library library) {
        return library.with(
                members -> members.search(Map.of("card", "CARD-5550-1")).toString()
                        + members.search(Map.of("email", "bob@secret.example", "names", List.of("Ada", "Bob")))
                        + members.search(Map.of("cards", List.of("CARD-5550-2", "CARD-5550-3", "CARD-5550-9"))));
    }

    static Object pages(Library library) {
        return library.with(members -> members.all(new RowBounds(1, 1)).toString() + members.page(2, 1));
    }

    static Object readsByACursor(Library library) throws Exception {
        try (SqlSession session = library.sessions().openSession();
                Cursor<Member> cursor = session.getMapper(Members.class).cursor()) {
            List<String> found = new ArrayList<>();
            cursor.forEach(member -> found.add(member.getCard()));
            return found;
        }
    }

    static Object readsNestedResults(Library library) {
        return library.with(members -> members.withLoans("ada@secret.example"));
    }

    static Object joins(Library library) {
        return library.with(members -> members.atHome("CARD-5550-2", "ada@secret.example").stream()
                .map(row -> new TreeMap<>(row).toString())
                .toList());
    }

    static Object searchesInASubquery(Library library) {
        return library.with(members -> members.borrowers(false));
    }

    static Object countsDistinctValues(Library library) {
        return library.with(Members::readers);
    }

    static Object generatesKeys(Library library) {
        Member dan = Member.of("Dan", "dan@secret.example", "CARD-5550-4", LocalDate.of(1937, 7, 8));
        library.with(members -> members.insert(dan));
        return dan.getId() + all(library);
    }

    static Object writesInBatches(Library library) {
        List<Member> fresh = new ArrayList<>();
        library.with(ExecutorType.BATCH, members -> {
            for (int i = 0; i < 30; i++) {
                Member member = Member.of("M" + (10 + i), i + "@secret.example", "CARD-5550-5" + i, null);
                members.insert(member);
                fresh.add(member);
            }
            members.change("ada@secret.example", LocalDate.of(1937, 9, 9), "CARD-5550-8");
            members.change("bob@secret.example", null, null);
            return 0;
        });
        return fresh.get(29).getId() + all(library);
    }

    static Object noticesAnotherVersion(Library library) {
        Member ada = library.with(members -> members.byEmail("ada@secret.example"));
        ada.setCard("CARD-5550-7");
        int first = library.with(members -> members.update(ada));
        ada.setEmail("stale@secret.example");
        int second = library.with(members -> members.update(ada));
        return first + " " + second + all(library);
    }

    static Object upsertsByAnEncryptedKey(Library library) {
        library.with(members -> members.upsert(Member.of("X", "ada@secret.example", "CARD-5550-6", null)));
        library.with(members -> members.upsert(Member.of("Eve", "eve@secret.example", "CARD-5550-5", null)));
        return all(library);
    }

    static Object deletes(Library library) {
        return library.with(members -> members.delete("CARD-5550-3", "nobody@secret.example")) + all(library);
    }

    static Object rollsBack(Library library) {
        try (SqlSession session = library.sessions().openSession()) {
            session.getMapper(Members.class).change("ada@secret.example", null, "CARD-5550-9");
            session.rollback();
        }
        return all(library);
    }

    static Object noticesAValueThatIsThere(Library library) {
        String failure = "none";
        try {
            library.with(members -> members.insert(Member.of("Eve", "eve@secret.example", "CARD-5550-1", null)));
        } catch (RuntimeException refused) {
            failure = refused.getClass().getSimpleName();
        }
        return failure + all(library);
    }
}
