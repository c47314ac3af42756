package io.holdfast.query;

import io.holdfast.kql.KqlType;

/// The name and type of a column of a result. Names may repeat only if the query made them so.
public record ResultColumn(String name, KqlType type) {}
