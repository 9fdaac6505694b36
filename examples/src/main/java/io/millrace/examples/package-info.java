/**
 * Lessons, one package each, in the order a newcomer would read them.
 *
 * <p>Uses what users may use: the functions API and the connectors' API, never the engine.
 */
package io.millrace.examples;
