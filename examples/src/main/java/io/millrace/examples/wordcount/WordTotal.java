package io.millrace.examples.wordcount;

/** How often a word was seen so far. */
public record WordTotal(String word, long count) {}
