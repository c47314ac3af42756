package io.holdfast.bench;

import java.util.List;

/// A kind of question, as KQL and as the DuckDB SQL of somebody who knows that engine well.
///
/// The SQL gives the same result over any rows of the tables, as the language has it: a text that is null
/// reads as the empty one.
///
/// @param ordered whether the order of the rows is part of the result
record KqlShape(String name, boolean ordered, String kql, String sql) {
    private static final String WORD = "(?:^|[^\\p{L}\\p{N}])mimikatz(?:$|[^\\p{L}\\p{N}])";
    private static final String ENCODED = "-enc(odedcommand)?\\s+[a-z0-9+/]{16,}";

    /// All twelve.
    static final List<KqlShape> ALL = List.of(
            of("count", """
                    SecurityEvent | where EventID == 4625 and TimeGenerated > datetime(2026-01-03) | count""",
                    """
                            SELECT count(*) FROM SecurityEvent
                            WHERE EventID = 4625 AND TimeGenerated > TIMESTAMP '2026-01-03'"""),
            of("time-bin", """
                    SecurityEvent | where TimeGenerated between (datetime(2026-01-02) .. datetime(2026-01-06))
                    | summarize Events = count() by bin(TimeGenerated, 1h)""", """
                    SELECT date_trunc('hour', TimeGenerated), count(*) FROM SecurityEvent
                    WHERE TimeGenerated BETWEEN TIMESTAMP '2026-01-02' AND TIMESTAMP '2026-01-06'
                    GROUP BY 1"""),
            ordered("top-N", """
                    SecurityEvent | summarize Events = count() by Account | top 10 by Events desc""", """
                    SELECT coalesce(Account, ''), count(*) AS events FROM SecurityEvent GROUP BY 1
                    ORDER BY events DESC LIMIT 10"""),
            of("needle has", """
                    SecurityEvent | where CommandLine has 'mimikatz'
                    | project TimeGenerated, Computer, CommandLine""",
                    """
                            SELECT TimeGenerated, coalesce(Computer, ''), CommandLine FROM SecurityEvent
                            WHERE regexp_matches(CommandLine, '(?i)mimikatz')
                            AND regexp_matches(CommandLine, '(?i)%s')"""
                            .formatted(WORD)),
            of("substring", """
                    SecurityEvent | where CommandLine contains 'downloadstring'
                    | summarize Events = count() by Computer""", """
                    SELECT coalesce(Computer, ''), count(*) FROM SecurityEvent
                    WHERE contains(lower(CommandLine), 'downloadstring') GROUP BY 1"""),
            of("regex", """
                    SecurityEvent | where CommandLine matches regex @'(?i)%s'
                    | summarize Events = count() by Account""".formatted(ENCODED), """
                    SELECT coalesce(Account, ''), count(*) FROM SecurityEvent
                    WHERE regexp_matches(CommandLine, '(?i)%s') GROUP BY 1""".formatted(ENCODED)),
            of("dynamic field", """
                    SecurityEvent | where tostring(Properties.risk) == 'high'
                    | summarize Events = count() by Code = tostring(Properties.status.code)""",
                    """
                            SELECT coalesce(json_extract_string(Properties, '$.status.code'), ''), count(*)
                            FROM SecurityEvent WHERE json_extract_string(Properties, '$.risk') = 'high'
                            GROUP BY 1"""),
            of("join", """
                    SecurityEvent | where EventID == 4625 | join kind=inner Accounts on Account
                    | summarize Events = count() by Department""", """
                    SELECT coalesce(Department, ''), count(*) FROM SecurityEvent e
                    JOIN Accounts a ON coalesce(e.Account, '') = coalesce(a.Account, '')
                    WHERE EventID = 4625 GROUP BY 1"""),
            of("distinct", "SecurityEvent | distinct Account, EventID", """
                    SELECT DISTINCT coalesce(Account, ''), EventID FROM SecurityEvent"""),
            of("percentiles", """
                    SecurityEvent | summarize percentiles(DurationMs, 50, 95, 99) by EventID""", """
                    SELECT EventID, q[1], q[2], q[3] FROM (SELECT EventID,
                    quantile_disc(DurationMs, [0.5, 0.95, 0.99]) AS q FROM SecurityEvent GROUP BY 1)"""),
            of("make_set", """
                    SecurityEvent | where EventID == 4624
                    | summarize Addresses = make_set(IpAddress) by Computer""", """
                    SELECT coalesce(Computer, ''), to_json(list(DISTINCT coalesce(IpAddress, '')))
                    FROM SecurityEvent WHERE EventID = 4624 GROUP BY 1"""),
            ordered("last rows", """
                    SecurityEvent | where EventID == 4625 | top 100 by TimeGenerated desc
                    | project TimeGenerated, Computer, Account, CommandLine""", """
                    SELECT TimeGenerated, coalesce(Computer, ''), coalesce(Account, ''),
                    coalesce(CommandLine, '') FROM SecurityEvent WHERE EventID = 4625
                    ORDER BY TimeGenerated DESC NULLS LAST LIMIT 100"""));

    /// A term of digits that few rows have, among texts that are all different.
    static KqlShape needle(String term) {
        return of("needle", "SecurityEvent | where CommandLine has '" + term
                + "' | project TimeGenerated, Computer, CommandLine",
                """
                        SELECT TimeGenerated, coalesce(Computer, ''), CommandLine FROM SecurityEvent
                        WHERE contains(CommandLine, '%s')
                        AND regexp_matches(CommandLine, '(?:^|[^\\p{L}\\p{N}])%s(?:$|[^\\p{L}\\p{N}])')"""
                        .formatted(term, term));
    }

    private static KqlShape of(String name, String kql, String sql) {
        return new KqlShape(name, false, kql, sql);
    }

    private static KqlShape ordered(String name, String kql, String sql) {
        return new KqlShape(name, true, kql, sql);
    }
}
