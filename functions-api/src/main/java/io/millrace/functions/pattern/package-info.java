/**
 * Patterns: sequences of records of one key, with gaps, loops, alternatives and absences, found as
 * they happen. A library over keyed state and timers, without support of its own in the engine.
 *
 * <p>Read {@link io.millrace.functions.pattern.Pattern} first: what is looked for. {@link
 * io.millrace.functions.pattern.PatternOperator} looks for one, {@link
 * io.millrace.functions.pattern.DynamicPatternOperator} for rules that come as records. Inside,
 * {@code PatternCompiler} makes an {@code Automaton}, {@code Matcher} steps it, and {@code
 * MatchBuffer} keeps what it remembers.
 */
package io.millrace.functions.pattern;
