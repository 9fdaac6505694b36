/**
 * The first lesson: counting words, once as a single function that needs no application, once as an
 * application of two functions.
 *
 * <p>Read {@link io.millrace.examples.wordcount.WordCount} first.
 */
package io.millrace.examples.wordcount;
