<#-- PostgreSQL's types, where Calcite's own know neither "text" nor "int4[]" nor "timestamp(3) without time zone". -->

/**
 * The name of a type as PostgreSQL spells it. Only where it stands is kept: whoever reads the tree reads the type from the
 * tokens of the text.
 */
SqlTypeNameSpec PostgresTypeName() :
{
    final Span s;
    SqlIdentifier name = null;
}
{
    { s = Span.of(); }
    (
        <DOUBLE> { s.add(this); } <PRECISION>
    |
        ( <CHARACTER> | <CHAR> | <BIT> ) { s.add(this); }
        [ <VARYING> ]
        [ PostgresTypeModifiers() ]
    |
        ( <TIME> | <TIMESTAMP> ) { s.add(this); }
        [ PostgresTypeModifiers() ]
        [ LOOKAHEAD(2) ( <WITH> | <WITHOUT> ) <TIME> <ZONE> ]
    |
        (
            <BIGINT> | <BOOLEAN> | <DATE> | <DEC> | <DECIMAL> | <FLOAT> | <INT> | <INTEGER>
        |   <NUMERIC> | <REAL> | <SMALLINT> | <UUID> | <VARCHAR>
        )
        { s.add(this); }
        [ PostgresTypeModifiers() ]
    |
        name = CompoundIdentifier() { s.add(name); }
        [ PostgresTypeModifiers() ]
    )
    (
        LOOKAHEAD(2)
        <LBRACKET> [ <UNSIGNED_INTEGER_LITERAL> ] <RBRACKET>
    |
        <ARRAY> [ LOOKAHEAD(2) <LBRACKET> <UNSIGNED_INTEGER_LITERAL> <RBRACKET> ]
    )*
    {
        final SqlParserPos pos = s.end(this);
        return new SqlUserDefinedTypeNameSpec(name != null ? name : new SqlIdentifier(PostgresTypes.BUILT_IN, pos), pos);
    }
}

/** What stands in parentheses after a type: lengths, precisions, or names such as PostGIS has. */
void PostgresTypeModifiers() :
{
    SqlNode unused;
}
{
    <LPAREN>
    unused = PostgresTypeModifier()
    ( <COMMA> unused = PostgresTypeModifier() )*
    <RPAREN>
}

SqlNode PostgresTypeModifier() :
{
    final SqlNode modifier;
}
{
    (
        modifier = NumericLiteral()
    |
        modifier = SimpleIdentifier()
    )
    { return modifier; }
}

/** {@code expression::type}, which binds tighter than anything but a dot or a subscript. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> { checkNonQueryExpression(exprContext); }
    type = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
}
