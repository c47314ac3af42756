package io.holdfast.kql.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/// Reads the components of the records that trees are made of, whatever their visibility. Pure functions.
final class RecordParts {

    private RecordParts() {}

    /// The value of a component.
    static @Nullable Object value(Record node, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(node);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("A record could not be read", e);
        }
    }
}
