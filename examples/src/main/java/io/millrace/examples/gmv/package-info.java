/**
 * The lesson of event time: turnover per minute and category, continuously, with orders that come
 * late.
 *
 * <p>Read {@link io.millrace.examples.gmv.GmvApp} first.
 */
package io.millrace.examples.gmv;
