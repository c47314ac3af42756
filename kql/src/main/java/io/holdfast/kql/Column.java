package io.holdfast.kql;

/// A column of a relation of one bound query.
///
/// @param id unique within the query; two columns of one name have two ids
/// @param name the name a user sees; within one relation no two columns share a name
/// @param type the type of its values
public record Column(int id, String name, KqlType type) {}
