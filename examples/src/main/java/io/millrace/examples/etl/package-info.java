/**
 * The lesson of moving data: lines are read, cleaned, freed of duplicates, completed by a table and
 * written, as a stream or as a batch.
 *
 * <p>Read {@link io.millrace.examples.etl.EtlApp} first.
 */
package io.millrace.examples.etl;
