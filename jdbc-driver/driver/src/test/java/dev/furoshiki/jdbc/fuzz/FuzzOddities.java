package dev.furoshiki.jdbc.fuzz;

import static dev.furoshiki.jdbc.fuzz.FuzzColumn.INDEXED;

import java.util.List;
import java.util.Random;

/** Statements of other kinds and forms. Stateless. */
final class FuzzOddities {

    private static final List<String> STATEMENTS = List.of(
            "TABLE fuzz",
            "with a as ( select * from fuzz ) select * from a",
            "select i from fuzz union select i from fuzz",
            "select i from fuzz intersect select i from fuzz where i = #",
            "select f.i from fuzz f join fuzz g on f.i = g.i",
            "select i from ( select * from fuzz ) as q",
            "select ( select i from fuzz limit 1 )",
            "select i from fuzz fetch first 1 rows with ties",
            "select i from fuzz * order by id",
            "select ( fuzz ) . i from fuzz",
            "select ( f.* ) from fuzz f",
            "select row_to_json( f ) from fuzz f",
            "select i ( fuzz ) from fuzz",
            "select fuzz.i from only fuzz",
            "select json_agg( i ) from fuzz",
            "select f.i , g from fuzz f , lateral ( select f.i as g ) x",
            "select distinct on ( n ) i from fuzz order by n , id",
            "select n , rank() over ( order by i ) from fuzz",
            "values ( ( select i from fuzz limit 1 ) )",
            "explain select * from fuzz where i = #",
            "select 1 ; select i from fuzz",
            "insert into fuzz default values",
            "insert into fuzz ( id , i ) select 100 , i from fuzz limit 1",
            "insert into fuzz as f ( id , i ) values ( 101 , # )",
            "insert into fuzz ( id , i ) values ( 102 , # ) returning i , upper( i )",
            "update fuzz set i = ( select max( i ) from fuzz )",
            "update fuzz set ( i ) = row( # )",
            "delete from fuzz where i in ( select i from fuzz where i = # )",
            "merge into fuzz using ( select 1 as k ) s on id = k when matched then update set i = #",
            "copy fuzz to stdout",
            "create temp table copied as select * from fuzz",
            "create view seen as select * from fuzz",
            "create index on fuzz ( i )",
            "do $$ begin perform 1 from fuzz; end $$",
            "prepare p as select i from fuzz",
            "declare c cursor for select i from fuzz",
            "lock table fuzz",
            "alter table fuzz alter i set default 'CANARY'",
            "comment on column fuzz.i is 'CANARY'",
            "select query_to_xml( 'select i from fuzz' , true , true , '' )",
            "select U&\"\\0069\" from fuzz",
            "select i from U&\"\\0066uzz\"",
            "select i from fuzz where i = U&'CANARY'",
            "select i from fuzz where i = E'CANARY\\x41'",
            "select i from fuzz where i = $q$CANARY$q$",
            "select most_common_vals from pg_stats where tablename = 'fuzz'",
            "select * from furoshiki_catalog");

    private FuzzOddities() {}

    static void add(TextBuilder text, Random random) {
        String statement = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
        text.add(statement, INDEXED);
    }
}
