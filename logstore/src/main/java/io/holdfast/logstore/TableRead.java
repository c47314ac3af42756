package io.holdfast.logstore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One reading of one table.
///
/// @param columns the wanted columns, without duplicates; where none is wanted, the relation has the time
///     column
/// @param from rows before it need not be there; [Instant#MIN] for no bound
/// @param to rows at or after it need not be there; [Instant#MAX] for no bound
/// @param received if given, only rows that were taken in within it are there
/// @param terms rows that do not keep it need not be there
public record TableRead(TableId table, List<String> columns, Instant from, Instant to,
        Optional<Received> received, TermCondition terms) {

    /// A span of time by which rows were taken in, as [TableSchema#RECEIVED_COLUMN] has it: from an instant on and
    /// before another.
    public record Received(Instant from, Instant to) {}

    /// Copies the list.
    public TableRead {
        columns = List.copyOf(columns);
    }

    /// Reads rows whenever they were taken in.
    public TableRead(TableId table, List<String> columns, Instant from, Instant to) {
        this(table, columns, from, to, Optional.empty(), TermCondition.NONE);
    }
}
