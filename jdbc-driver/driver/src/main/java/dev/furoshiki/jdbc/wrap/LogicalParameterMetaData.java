package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.forward.ForwardingParameterMetaData;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** Describes the application's parameters, not those that are sent; of encrypted columns it gives the logical type. */
final class LogicalParameterMetaData extends ForwardingParameterMetaData {

    private final EncryptedParameters parameters;

    LogicalParameterMetaData(ParameterMetaData plain, EncryptedParameters parameters) {
        super(plain);
        this.parameters = parameters;
    }

    /** One of the delegate's answers, for one of its own parameters. */
    @FunctionalInterface
    private interface Answer<T> {
        T get(int index) throws SQLException;
    }

    private <T> T either(int param, Function<ParameterBinding.Cell, T> logical, Answer<T> plain) throws SQLException {
        Optional<ParameterBinding.Cell> encrypted = parameters.encrypted(param);
        return encrypted.isPresent() ? logical.apply(encrypted.get()) : plain.get(parameters.plainIndex(param));
    }

    private static LogicalColumnType type(ParameterBinding.Cell parameter) {
        return LogicalColumnType.of(parameter.column().type());
    }

    /** The server compares varchar as text. */
    private static String typeName(ParameterBinding.Cell parameter) {
        String name = type(parameter).typeName();
        return parameter.use() == ParameterUse.COMPARED && name.equals("varchar") ? "text" : name;
    }

    @Override
    public int getParameterCount() {
        return parameters.count();
    }

    @Override
    public int getParameterType(int param) throws SQLException {
        return either(param, parameter -> type(parameter).sqlType(), super::getParameterType);
    }

    @Override
    public String getParameterTypeName(int param) throws SQLException {
        return either(param, LogicalParameterMetaData::typeName, super::getParameterTypeName);
    }

    @Override
    public String getParameterClassName(int param) throws SQLException {
        return either(param, parameter -> type(parameter).className(), super::getParameterClassName);
    }

    @Override
    public boolean isSigned(int param) throws SQLException {
        return either(param, parameter -> type(parameter).signed(), super::isSigned);
    }

    /** PostgreSQL's driver knows no precision of parameters. */
    @Override
    public int getPrecision(int param) throws SQLException {
        return either(param, parameter -> 0, super::getPrecision);
    }

    @Override
    public int getScale(int param) throws SQLException {
        return either(param, parameter -> 0, super::getScale);
    }

    @Override
    public int isNullable(int param) throws SQLException {
        return either(param, parameter -> parameterNullableUnknown, super::isNullable);
    }

    @Override
    public int getParameterMode(int param) throws SQLException {
        return either(param, parameter -> parameterModeIn, super::getParameterMode);
    }
}
