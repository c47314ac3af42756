// Tokens of the Kusto Query Language. Source: the Kusto query language reference, pages on literals, entity names
// and string operators. Names and keywords are case-sensitive.
lexer grammar KqlLexer;

COMMENT: '//' ~[\r\n]* -> skip;
SPACE: [\p{White_Space}\uFEFF\u200B]+ -> skip;

// Punctuation and symbolic operators.
LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LBRACE: '{';
RBRACE: '}';
COMMA: ',';
SEMICOLON: ';';
COLON: ':';
PIPE: '|';
DOTDOT: '..';
DOT: '.';
ARROW: '=>';
EQEQ: '==';
MATCH_CI: '=~';
NOT_MATCH_CI: '!~';
NOTEQ: '!=';
LTGT: '<>';
LE: '<=';
GE: '>=';
LT: '<';
GT: '>';
EQ: '=';
PLUS: '+';
MINUS: '-';
STAR: '*';
SLASH: '/';
PERCENT: '%';

// Operators spelled as words, with their negations.
AND: 'and';
OR: 'or';
IN: 'in';
NOT_IN: '!in';
IN_CI: 'in~';
NOT_IN_CI: '!in~';
BETWEEN: 'between';
NOT_BETWEEN: '!between';
HAS_ANY: 'has_any';
HAS_ALL: 'has_all';
STRING_OPERATOR
    : '!'? ('has' | 'hasprefix' | 'hassuffix' | 'contains' | 'startswith' | 'endswith') '_cs'?
    | 'notcontains' '_cs'? | 'containscs' | 'notcontainscs' | 'like' | 'notlike'
    | '!' 'like'
    ;
MATCHES: 'matches';
REGEX: 'regex';

// Statements.
LET: 'let';
SET: 'set';
DECLARE: 'declare';
QUERY_PARAMETERS: 'query_parameters';
PATTERN: 'pattern';
ALIAS: 'alias';
RESTRICT: 'restrict';
ACCESS: 'access';
DATABASE: 'database';
VIEW: 'view';

// Tabular operators.
AS: 'as';
CONSUME: 'consume';
COUNT: 'count';
DATATABLE: 'datatable';
DISTINCT: 'distinct';
EVALUATE: 'evaluate';
EXTEND: 'extend';
EXTERNALDATA: 'externaldata' | 'external_data';
FACET: 'facet';
FILTER: 'filter';
FIND: 'find';
FORK: 'fork';
GETSCHEMA: 'getschema';
GRAPH_MARK_COMPONENTS: 'graph-mark-components';
GRAPH_MATCH: 'graph-match';
GRAPH_SHORTEST_PATHS: 'graph-shortest-paths';
GRAPH_TO_TABLE: 'graph-to-table';
INVOKE: 'invoke';
JOIN: 'join';
LIMIT: 'limit';
LOOKUP: 'lookup';
MAKE_GRAPH: 'make-graph';
MAKE_SERIES: 'make-series';
MV_APPLY: 'mv-apply' | 'mvapply';
MV_EXPAND: 'mv-expand' | 'mvexpand';
ORDER: 'order';
PARSE: 'parse';
PARSE_KV: 'parse-kv';
PARSE_WHERE: 'parse-where';
PARTITION: 'partition';
PARTITIONED_BY: 'partitioned-by';
PRINT: 'print';
PROJECT: 'project';
PROJECT_AWAY: 'project-away';
PROJECT_BY_NAMES: 'project-by-names';
PROJECT_KEEP: 'project-keep';
PROJECT_RENAME: 'project-rename';
PROJECT_REORDER: 'project-reorder';
PROJECT_SMART: 'project-smart';
RANGE: 'range';
REDUCE: 'reduce';
RENDER: 'render';
SAMPLE: 'sample';
SAMPLE_DISTINCT: 'sample-distinct';
SCAN: 'scan';
SEARCH: 'search';
SERIALIZE: 'serialize';
SORT: 'sort';
SUMMARIZE: 'summarize';
TAKE: 'take';
TOP: 'top';
TOP_HITTERS: 'top-hitters';
TOP_NESTED: 'top-nested';
UNION: 'union';
WHERE: 'where';

// Words that mean something within an operator, and may be names elsewhere.
ASC: 'asc';
BAGEXPANSION: 'bagexpansion';
BY: 'by';
DATASCOPE: 'datascope';
DEFAULT: 'default';
DESC: 'desc';
FIRST: 'first';
FLAGS: 'flags';
FROM: 'from';
GRANNY_ASC: 'granny-asc';
GRANNY_DESC: 'granny-desc';
KIND: 'kind';
LAST: 'last';
MISSING: 'missing';
NULLS: 'nulls';
OF: 'of';
ON: 'on';
OPTIONAL: 'optional';
OTHERS: 'others';
OUTPUT: 'output';
PACK: 'pack';
PACK_ALL: 'pack_all';
STEP: 'step';
TO: 'to';
TYPEOF: 'typeof';
WITH: 'with';
WITHSOURCE: 'withsource' | 'with_source';
WITH_ITEMINDEX: 'with_itemindex';
WITH_MATCH_ID: 'with_match_id';
HINT: 'hint' ('.' [A-Za-z_]+)+;

// Literals.
TRUE: 'true' | 'True' | 'TRUE';
FALSE: 'false' | 'False' | 'FALSE';
NULL: 'null';
DYNAMIC: 'dynamic';
// A typed literal is one token up to its closing parenthesis: its content follows the rules of its type alone.
TYPED_LITERAL
    : ('bool' | 'boolean' | 'int' | 'long' | 'real' | 'double' | 'decimal' | 'datetime' | 'date' | 'timespan' | 'time'
        | 'guid' | 'string') [ \t\r\n]* '(' [ \t\r\n]* (TYPED_TEXT | QUOTED) [ \t\r\n]* ')'
    ;
TIMESPAN: DIGITS ('.' DIGITS)? TIME_UNIT;
HEXADECIMAL: '0' [xX] HEX+;
REAL: DIGITS '.' DIGITS EXPONENT? | DIGITS EXPONENT | DIGITS '.' {_input.LA(1) != '.'}?;
LONG: DIGITS;
STRING: [hH]? (QUOTED | VERBATIM | MULTILINE);

IDENTIFIER: [\p{L}_] [\p{L}\p{N}_]* | DIGITS [\p{L}_] [\p{L}\p{N}_]* | '$' [\p{L}_]+;

// Whatever no rule takes: a stray character, or a string literal that is not closed or holds a bad escape.
UNKNOWN: .;

fragment DIGITS: [0-9]+;
fragment HEX: [0-9a-fA-F];
fragment EXPONENT: [eE] [+-]? [0-9]+;
fragment TYPED_TEXT: ~[()"'\r\n]*;
fragment TIME_UNIT
    : 'd' | 'day' | 'days' | 'h' | 'hr' | 'hrs' | 'hour' | 'hours' | 'm' | 'min' | 'minute' | 'minutes'
    | 's' | 'sec' | 'second' | 'seconds' | 'ms' | 'milli' | 'millis' | 'millisecond' | 'milliseconds'
    | 'micro' | 'micros' | 'microsecond' | 'microseconds' | 'nano' | 'nanos' | 'nanosecond' | 'nanoseconds'
    | 'tick' | 'ticks'
    ;
fragment QUOTED
    : '"' (ESCAPE | ~["\\\r\n])* '"'
    | '\'' (ESCAPE | ~['\\\r\n])* '\''
    ;
fragment ESCAPE
    : '\\' (['"\\abfnrtv] | [0-7] [0-7]? [0-7]? | 'x' HEX HEX | 'u' HEX HEX HEX HEX
        | 'U' HEX HEX HEX HEX HEX HEX HEX HEX)
    ;
fragment VERBATIM: '@' ('"' (~["\r\n] | '""')* '"' | '\'' (~['\r\n] | '\'\'')* '\'');
fragment MULTILINE: '```' .*? '```' | '~~~' .*? '~~~';
