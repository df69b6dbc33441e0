<#-- CREATE TABLE in PostgreSQL's shape, with ENCRYPTED WITH (...) after a column's type. -->

SqlCreate CreateTable(Span s, boolean replace) :
{
    boolean ifNotExists = false;
    final SqlIdentifier name;
    final SqlParserPos end;
    final List<ColumnDefinition> columns = new ArrayList<ColumnDefinition>();
    final List<TableConstraint> constraints = new ArrayList<TableConstraint>();
}
{
    <TABLE>
    [ LOOKAHEAD(3) <IF> <NOT> <EXISTS> { ifNotExists = true; } ]
    name = CompoundIdentifier()
    <LPAREN>
    TableElement(columns, constraints)
    ( <COMMA> TableElement(columns, constraints) )*
    <RPAREN> { end = getPos(); }
    {
        return new CreateTable(s.end(this), replace, ifNotExists, name, columns, constraints, end);
    }
}

void TableElement(List<ColumnDefinition> columns, List<TableConstraint> constraints) :
{
    final ColumnDefinition column;
    final TableConstraint constraint;
}
{
    constraint = TableConstraint() { constraints.add(constraint); }
|
    column = ColumnDefinition() { columns.add(column); }
}

ColumnDefinition ColumnDefinition() :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    final List<ColumnConstraint> constraints = new ArrayList<ColumnConstraint>();
    final List<EncryptionClause> clauses = new ArrayList<EncryptionClause>();
}
{
    name = SimpleIdentifier()
    type = DataType()
    (
        EncryptionClause(clauses)
    |
        ColumnConstraint(constraints)
    )*
    {
        return new ColumnDefinition(name, type, constraints, clauses);
    }
}

void EncryptionClause(List<EncryptionClause> clauses) :
{
    final Span s;
    final List<EncryptionOption> options = new ArrayList<EncryptionOption>();
}
{
    <ENCRYPTED> { s = span(); }
    <WITH>
    <LPAREN>
    EncryptionOption(options)
    ( <COMMA> EncryptionOption(options) )*
    <RPAREN>
    { clauses.add(new EncryptionClause(options, s.end(this))); }
}

void EncryptionOption(List<EncryptionOption> options) :
{
    final SqlIdentifier name;
    final SqlNode value;
}
{
    name = SimpleIdentifier()
    <EQ>
    (
        value = SimpleIdentifier()
    |
        // Choices that are reserved words elsewhere.
        ( <NONE> | <RANGE> ) { value = new SqlIdentifier(token.image, getPos()); }
    |
        value = Literal()
    )
    { options.add(new EncryptionOption(name, value)); }
}

void ColumnConstraint(List<ColumnConstraint> constraints) :
{
    final Span s = Span.of();
    final ColumnConstraint.Kind kind;
    SqlIdentifier name = null;
    SqlNode expression = null;
}
{
    [ <CONSTRAINT> { s.add(this); } name = SimpleIdentifier() ]
    (
        <NOT> { s.add(this); } <NULL> { kind = ColumnConstraint.Kind.NOT_NULL; }
    |
        <NULL> { s.add(this); kind = ColumnConstraint.Kind.NULL; }
    |
        <DEFAULT_> { s.add(this); }
        expression = Expression(ExprContext.ACCEPT_NON_QUERY) { kind = ColumnConstraint.Kind.DEFAULT; }
    |
        <PRIMARY> { s.add(this); } <KEY> { kind = ColumnConstraint.Kind.PRIMARY_KEY; }
    |
        <UNIQUE> { s.add(this); kind = ColumnConstraint.Kind.UNIQUE; }
    |
        <CHECK> { s.add(this); } <LPAREN>
        expression = Expression(ExprContext.ACCEPT_NON_QUERY)
        <RPAREN>
        [ LOOKAHEAD(2) <NO> <INHERIT> ]
        { kind = ColumnConstraint.Kind.CHECK; }
    |
        <REFERENCES> { s.add(this); } References() { kind = ColumnConstraint.Kind.REFERENCES; }
    |
        <GENERATED> { s.add(this); }
        ( <ALWAYS> | <BY> <DEFAULT_> )
        <AS>
        (
            <IDENTITY> [ Parenthesized() ]
        |
            <LPAREN> expression = Expression(ExprContext.ACCEPT_NON_QUERY) <RPAREN> [ <STORED> ]
        )
        { kind = ColumnConstraint.Kind.GENERATED; }
    |
        <COLLATE> { s.add(this); } name = CompoundIdentifier() { kind = ColumnConstraint.Kind.COLLATE; }
    )
    ConstraintTiming()
    { constraints.add(new ColumnConstraint(kind, name, expression, s.end(this))); }
}

TableConstraint TableConstraint() :
{
    final Span s = Span.of();
    final TableConstraint.Kind kind;
    SqlIdentifier name = null;
    SqlNodeList columns = SqlNodeList.EMPTY;
    SqlNode expression = null;
}
{
    [ <CONSTRAINT> { s.add(this); } name = SimpleIdentifier() ]
    (
        <PRIMARY> { s.add(this); } <KEY>
        columns = ParenthesizedSimpleIdentifierList() { kind = TableConstraint.Kind.PRIMARY_KEY; }
    |
        <UNIQUE> { s.add(this); }
        columns = ParenthesizedSimpleIdentifierList() { kind = TableConstraint.Kind.UNIQUE; }
    |
        <CHECK> { s.add(this); } <LPAREN>
        expression = Expression(ExprContext.ACCEPT_NON_QUERY)
        <RPAREN>
        [ LOOKAHEAD(2) <NO> <INHERIT> ]
        { kind = TableConstraint.Kind.CHECK; }
    |
        <FOREIGN> { s.add(this); } <KEY>
        columns = ParenthesizedSimpleIdentifierList()
        <REFERENCES> References() { kind = TableConstraint.Kind.FOREIGN_KEY; }
    )
    ConstraintTiming()
    { return new TableConstraint(kind, name, columns, expression, s.end(this)); }
}

/** What a foreign key refers to; another table's business, so nothing of it is kept. */
void References() :
{
    SqlIdentifier unusedTable;
    SqlNodeList unusedColumns;
}
{
    unusedTable = CompoundIdentifier()
    [ unusedColumns = ParenthesizedSimpleIdentifierList() ]
    [ <MATCH> ( <FULL> | <SIMPLE> | <PARTIAL> ) ]
    (
        <ON> ( <DELETE> | <UPDATE> )
        ( <CASCADE> | <RESTRICT> | <NO> <ACTION> | <SET> ( <NULL> | <DEFAULT_> ) )
    )*
}

void ConstraintTiming() :
{
}
{
    [ LOOKAHEAD(2) ( <NOT> <DEFERRABLE> | <DEFERRABLE> ) ]
    [ <INITIALLY> ( <DEFERRED> | <IMMEDIATE> ) ]
}

/** Skips what stands in parentheses: the options of a sequence, which hold no column. */
void Parenthesized() :
{
}
{
    <LPAREN>
    ( <START> | <WITH> | <INCREMENT> | <BY> | <MINVALUE> | <MAXVALUE> | <NO> | <CYCLE> | <CACHE>
    | <RESTART> | [ <MINUS> ] <UNSIGNED_INTEGER_LITERAL> )*
    <RPAREN>
}
