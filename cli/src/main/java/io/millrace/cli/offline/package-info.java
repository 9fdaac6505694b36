/**
 * Folds journals of an application that does not run: to see again what it did, and to find out
 * whether it does the same twice. Journals are never changed.
 *
 * <p>Read {@link io.millrace.cli.offline.Folding} first. One thread; nothing is sent anywhere.
 */
package io.millrace.cli.offline;
