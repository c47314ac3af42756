// Syntax of the Kusto Query Language. Source: the Kusto query language reference; operator precedence as Microsoft's
// own parser has it (string operators bind tighter than arithmetic, equality looser than relation).
//
// Sequences are flat repetitions, never recursion, so that only nested brackets make the parser's stack deep.
parser grammar KqlParser;

options { tokenVocab = KqlLexer; }

// A text of nothing but comments is a query without statements.
query: SEMICOLON* (statement (SEMICOLON+ statement)* SEMICOLON*)? EOF;

statement
    : letStatement
    | setStatement
    | declareParameters
    | declarePattern
    | aliasStatement
    | restrictStatement
    | pipeExpression
    ;

letStatement: LET name EQ (functionDeclaration | pipeExpression);
setStatement: SET name (EQ (name | literal))?;
declareParameters: DECLARE QUERY_PARAMETERS LPAREN parameters RPAREN;
declarePattern: DECLARE PATTERN name (EQ LPAREN parameters? RPAREN (LBRACKET parameters? RBRACKET)?
    LBRACE (patternMatch SEMICOLON?)* RBRACE)?;
patternMatch: LPAREN argument (COMMA argument)* RPAREN (DOT LBRACKET expression RBRACKET)? EQ LBRACE functionBody RBRACE;
aliasStatement: ALIAS DATABASE name EQ postfix;
restrictStatement: RESTRICT ACCESS TO LPAREN wildcardOrExpression (COMMA wildcardOrExpression)* RPAREN;

functionDeclaration: VIEW? LPAREN parameters? RPAREN LBRACE functionBody RBRACE;
functionBody: SEMICOLON* (statement (SEMICOLON+ statement)* SEMICOLON*)?;
parameters: parameter (COMMA parameter)*;
parameter: name COLON (type=name | LPAREN (STAR | schema) RPAREN) (EQ defaultValue=literal)?;
schema: columnDeclaration (COMMA columnDeclaration)* COMMA?;
columnDeclaration: name COLON type=name | STAR;

// ---- Pipelines ----------------------------------------------------------------------------------------------------

pipeExpression: source (PIPE operator)*;
source
    : printOperator
    | rangeOperator
    | unionOperator
    | searchOperator
    | findOperator
    | evaluateOperator
    | expression
    ;
// Operators that continue the rows of the operator around them.
subquery: operator (PIPE operator)*;

operator
    : asOperator
    | consumeOperator
    | countOperator
    | distinctOperator
    | evaluateOperator
    | extendOperator
    | facetOperator
    | findOperator
    | forkOperator
    | getschemaOperator
    | graphMarkComponentsOperator
    | graphMatchOperator
    | graphToTableOperator
    | invokeOperator
    | joinOperator
    | lookupOperator
    | makeGraphOperator
    | makeSeriesOperator
    | mvApplyOperator
    | mvExpandOperator
    | parseOperator
    | parseKvOperator
    | partitionOperator
    | printOperator
    | projectOperator
    | projectAwayOperator
    | projectByNamesOperator
    | projectKeepOperator
    | projectRenameOperator
    | projectReorderOperator
    | reduceOperator
    | renderOperator
    | sampleOperator
    | sampleDistinctOperator
    | scanOperator
    | searchOperator
    | serializeOperator
    | sortOperator
    | summarizeOperator
    | takeOperator
    | topOperator
    | topHittersOperator
    | topNestedOperator
    | unionOperator
    | whereOperator
    ;

hint: HINT EQ (name | literal);
option: (name | HINT) EQ (name | literal);

asOperator: AS hint* name;
consumeOperator: CONSUME option*;
countOperator: COUNT (AS name)?;
distinctOperator: DISTINCT hint* (STAR | namedExpressions);
evaluateOperator: EVALUATE hint* functionCall (COLON LPAREN schema RPAREN)?;
extendOperator: EXTEND namedExpressions;
facetOperator: FACET BY expression (COMMA expression)* (WITH (LPAREN subquery RPAREN | operator))?;
findOperator
    : FIND ((WITHSOURCE | DATASCOPE) EQ name)* (IN LPAREN wildcardOrExpression (COMMA wildcardOrExpression)* RPAREN)?
        WHERE? expression findProjection?
    ;
findProjection
    : PROJECT findColumn (COMMA findColumn)*
    | PROJECT_SMART
    | PROJECT_AWAY wildcardName (COMMA wildcardName)*
    ;
findColumn: PACK LPAREN STAR RPAREN | PACK_ALL LPAREN RPAREN | name (COLON type=name)?;
forkOperator: FORK forkBranch+;
forkBranch: (name EQ)? LPAREN subquery RPAREN;
getschemaOperator: GETSCHEMA;
graphMarkComponentsOperator: GRAPH_MARK_COMPONENTS option*;
graphMatchOperator
    : (GRAPH_MATCH | GRAPH_SHORTEST_PATHS) option* graphPath (COMMA graphPath)* (WHERE expression)?
        PROJECT namedExpressions
    ;
graphPath: graphNode (graphEdge graphNode)*;
graphNode: LPAREN name? RPAREN;
// `-[name]->`, `<-[name*1..5]-`, `-[name]-`, and `-->`, `<--`, `--` for edges without a name.
graphEdge: left=LT? MINUS (LBRACKET name? (STAR from=graphBound DOTDOT to=graphBound)? RBRACKET)? MINUS right=GT?;
graphBound: LONG | name;
graphToTableOperator: GRAPH_TO_TABLE graphTable (COMMA graphTable)*;
graphTable: kind=name (AS as=name)? option*;
invokeOperator: INVOKE functionCall;
joinOperator: JOIN option* postfix (ON expression (COMMA expression)* | WHERE expression)?;
lookupOperator: LOOKUP option* postfix ON expression (COMMA expression)*;
makeGraphOperator
    : MAKE_GRAPH hint* from=name MINUS MINUS GT? to=name (WITH graphNodes (COMMA graphNodes)* | option)?
        (PARTITIONED_BY key=name LPAREN subquery RPAREN)?
    ;
graphNodes: postfix ON name;
makeSeriesOperator
    : MAKE_SERIES (HINT EQ (name | literal) | KIND EQ name)* seriesAggregate (COMMA seriesAggregate)*
        ON (name EQ)? sum seriesRange (BY namedExpressions)?
    ;
seriesAggregate: namedExpression (DEFAULT EQ expression)?;
seriesRange
    : (FROM from=expression)? (TO to=expression)? STEP step=expression
    | IN RANGE LPAREN from=expression COMMA to=expression COMMA step=expression RPAREN
    ;
mvApplyOperator
    : MV_APPLY mvOption* mvColumn (COMMA mvColumn)* rowLimit? (AS? ON) LPAREN subquery RPAREN
    ;
mvExpandOperator: MV_EXPAND mvOption* mvColumn (COMMA mvColumn)* rowLimit?;
mvOption: (BAGEXPANSION | KIND | WITH_ITEMINDEX | HINT) EQ (name | literal);
mvColumn: namedExpression (TO TYPEOF LPAREN type=name RPAREN)?;
rowLimit: LIMIT expression;
parseOperator
    : (PARSE | PARSE_WHERE) ((KIND | FLAGS) EQ name)* expression WITH parseItem+
    ;
parseItem: STAR | stringLiteral | name (COLON type=name)?;
parseKvOperator: PARSE_KV expression AS LPAREN schema RPAREN (WITH LPAREN properties RPAREN)?;
partitionOperator
    : PARTITION option* BY expression (IN? LPAREN subquery RPAREN | LBRACE pipeExpression RBRACE)
    ;
printOperator: PRINT namedExpressions;
projectOperator: PROJECT namedExpressions?;
projectAwayOperator: PROJECT_AWAY wildcardName (COMMA wildcardName)*;
projectByNamesOperator: PROJECT_BY_NAMES expression (COMMA expression)*;
projectKeepOperator: PROJECT_KEEP wildcardName (COMMA wildcardName)*;
projectRenameOperator: PROJECT_RENAME namedExpressions;
projectReorderOperator: PROJECT_REORDER reorderItem (COMMA reorderItem)*;
reorderItem: wildcardName (ASC | DESC | GRANNY_ASC | GRANNY_DESC)?;
rangeOperator: RANGE name FROM from=expression TO to=expression STEP step=expression;
reduceOperator: REDUCE option* BY namedExpression (WITH option (COMMA option)*)?;
renderOperator: RENDER name? option* (WITH LPAREN properties? RPAREN)?;
properties: property (COMMA property)* COMMA?;
property: name EQ (expression (COMMA name)*);
sampleOperator: SAMPLE expression;
sampleDistinctOperator: SAMPLE_DISTINCT expression OF expression;
scanOperator
    : SCAN (WITH_MATCH_ID EQ name)? (ORDER BY orderedExpression (COMMA orderedExpression)*)?
        (PARTITION BY expression (COMMA expression)*)? (DECLARE LPAREN scanVariable (COMMA scanVariable)* RPAREN)?
        WITH LPAREN scanStep+ RPAREN
    ;
scanVariable: name COLON type=name (EQ expression)?;
scanStep
    : STEP name OPTIONAL? (OUTPUT EQ (name | LAST))? COLON expression (ARROW scanAssignment (COMMA scanAssignment)*)? SEMICOLON
    ;
scanAssignment: name EQ expression;
searchOperator
    : SEARCH (KIND EQ name)? (IN LPAREN wildcardOrExpression (COMMA wildcardOrExpression)* RPAREN)? expression
    ;
serializeOperator: SERIALIZE hint* namedExpressions?;
sortOperator: (SORT | ORDER) hint* BY orderedExpression (COMMA orderedExpression)*;
orderedExpression: namedExpression (ASC | DESC)? (NULLS (FIRST | LAST))?;
summarizeOperator: SUMMARIZE hint* aggregates=namedExpressions? (BY keys=namedExpressions)?;
takeOperator: (TAKE | LIMIT) expression;
topOperator: TOP hint* expression BY hint* orderedExpression;
topHittersOperator: TOP_HITTERS expression OF expression (BY expression)?;
topNestedOperator: topNestedPart (COMMA topNestedPart)*;
topNestedPart
    : TOP_NESTED expression? OF namedExpression (WITH OTHERS EQ expression)? BY orderedExpression
    ;
unionOperator: UNION unionOption* unionOperand (COMMA unionOperand)*;
unionOption: (KIND | WITHSOURCE | HINT | IDENTIFIER) EQ (name | literal);
unionOperand: wildcardOrExpression;
whereOperator: (WHERE | FILTER) hint* namedExpression;

wildcardOrExpression: postfix | wildcardName;
wildcardName: name (STAR wildcardPart)* STAR? | STAR (wildcardPart STAR)* wildcardPart?;
wildcardPart: name | LONG | TIMESPAN;

// ---- Expressions ----------------------------------------------------------------------------------------------------

namedExpressions: namedExpression (COMMA namedExpression)*;
namedExpression: ((name | TO) EQ | LPAREN name (COMMA name)* COMMA? RPAREN EQ)? expression;

expression: conjunction (OR conjunction)*;
conjunction: equality (AND equality)*;
equality: relation equalityTail*;
equalityTail
    : (EQEQ | NOTEQ | LTGT) relation
    | (IN | NOT_IN | IN_CI | NOT_IN_CI | HAS_ANY | HAS_ALL) (LPAREN (argument (COMMA argument)* COMMA?)? RPAREN | postfix)
    | (BETWEEN | NOT_BETWEEN) LPAREN expression DOTDOT expression RPAREN
    ;
relation: sum ((LT | GT | LE | GE) sum)*;
sum: product ((PLUS | MINUS) product)*;
product: stringOperation ((STAR | SLASH | PERCENT) stringOperation)*;
stringOperation: unary ((STRING_OPERATOR | MATCH_CI | NOT_MATCH_CI | COLON | MATCHES REGEX) unary)*;
unary: (PLUS | MINUS)* postfix;
postfix: primary postfixTail*;
postfixTail
    : DOT functionCall
    | DOT (IDENTIFIER | keyword | reservedWord)
    | DOT? LBRACKET expression RBRACKET
    ;
// Literals first: `dynamic(['x'])` is one, not a call with a bracketed name.
primary
    : literal
    | datatable
    | externalData
    | functionCall
    | name
    | STAR
    | LPAREN pipeExpression RPAREN
    ;
functionCall: name LPAREN (argument (COMMA argument)* COMMA?)? RPAREN;
argument: (name EQ)? pipeExpression;

datatable: DATATABLE LPAREN schema? RPAREN LBRACKET (literal (COMMA literal)* COMMA?)? RBRACKET;
externalData
    : EXTERNALDATA LPAREN schema RPAREN LBRACKET expression (COMMA expression)* COMMA? RBRACKET
        (WITH LPAREN properties RPAREN)?
    ;

literal
    : stringLiteral
    | (PLUS | MINUS)? (LONG | HEXADECIMAL | REAL | TIMESPAN)
    | TYPED_LITERAL
    | TRUE
    | FALSE
    | DYNAMIC LPAREN json? RPAREN
    ;
// Adjacent string literals are one text.
stringLiteral: STRING+;
json
    : stringLiteral
    | (PLUS | MINUS)? (LONG | HEXADECIMAL | REAL | TIMESPAN)
    | TYPED_LITERAL
    | TRUE
    | FALSE
    | NULL
    | DYNAMIC LPAREN json? RPAREN
    | LBRACKET (json (COMMA json)* COMMA?)? RBRACKET
    | LBRACE (jsonMember (COMMA jsonMember)* COMMA?)? RBRACE
    ;
jsonMember: (stringLiteral | name) COLON json;

// A name is an identifier, a text in brackets, or a word that is not needed to tell operators apart.
name: IDENTIFIER | LBRACKET stringLiteral RBRACKET | keyword;
keyword
    : ACCESS | ALIAS | AS | BAGEXPANSION | CONSUME | COUNT | DATABASE | DATASCOPE | DECLARE | DEFAULT | DISTINCT
    | DYNAMIC | EVALUATE | EXTEND | EXTERNALDATA | FACET | FILTER | FIND | FLAGS | FORK | FROM | GETSCHEMA | HAS_ANY
    | HAS_ALL | INVOKE | JOIN | KIND | LIMIT | LOOKUP | MATCHES | NULLS | OF | OPTIONAL | ORDER | OTHERS | OUTPUT
    | PACK | PACK_ALL | PARSE | PARTITION | PATTERN | PRINT | PROJECT | QUERY_PARAMETERS | RANGE | REDUCE | REGEX | RENDER
    | RESTRICT | SAMPLE | SCAN | SEARCH | SERIALIZE | SET | SORT | STEP | SUMMARIZE | TAKE | TOP | TYPEOF | UNION
    | VIEW | WITH | WITHSOURCE | WITH_ITEMINDEX | WITH_MATCH_ID
    ;
// Words that are names only after a dot.
reservedWord
    : AND | OR | IN | BETWEEN | STRING_OPERATOR | LET | ASC | DESC | BY | FIRST | LAST | ON | TO | WHERE | TRUE | FALSE
    | NULL | DATATABLE | MISSING
    ;
