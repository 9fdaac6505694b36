/**
 * The application that the tests of whole processes run, packed into a jar of its own by them. It
 * uses what can go wrong when a process dies: keyed state of all kinds, a hop to another partition,
 * timers of both times, calls to the outside. Read {@link
 * io.millrace.systemtests.processes.app.LedgerApp} first. Its classes use the API and the file
 * connector only, as those of any user.
 */
package io.millrace.systemtests.processes.app;
