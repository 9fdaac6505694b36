/**
 * The lesson of event time: turnover per minute and category, with orders that come late.
 *
 * <p>Read {@link io.millrace.examples.gmv.TurnoverPerMinute} first.
 */
package io.millrace.examples.gmv;
