/** A story that uses every verb of the kit, for the tests of the kit. */
import type { Construct } from 'constructs';
import {
  type Chapter,
  type Desk,
  failedStep,
  type Machine,
  type Performer,
  type Story,
  storyboard,
  when,
} from '../../workflows/kit/kit.ts';

export interface EveryCast extends Desk {
  readonly open: Performer;
  readonly weigh: Performer;
  readonly deliver: Performer;
  readonly invite: Performer;
  readonly until: Performer;
  readonly close: Performer;
  readonly watch: Machine;
}

export function everyVerb(scope: Construct, cast: EveryCast): Story {
  const { opens, work, staffTask, ask, together, forEach, pause, startOther, emit, ends } = storyboard(
    scope,
    cast,
  );

  const open = work('Open', cast.open, emit('complaint.received'));
  const watch = startOther('Watch the deadline', { machine: cast.watch, kind: 'watch' });
  const lookInto = together('Look into it', { owner: ownerFinds, figures: figuresAreWeighed(cast) });
  const remedies = forEach('Carry out remedies', {
    of: 'remedies',
    as: 'remedy',
    into: 'delivered',
    atOnce: 3,
    each: oneRemedy(cast),
  });
  const invite = forEach('Invite customers', { inBatches: cast.invite, cursor: 'inviteCursor' });
  const cool = pause('Let it rest', { until: cast.until });
  const close = work('Close', cast.close);
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
    recuse: ['ownerId'],
  });
  const settled = ends('Settled', { gives: ['caseId', 'owner', 'figures', 'delivered', 'inviteCursor'] });
  const withdrawn = ends('Withdrawn');
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  return opens(open, { onFault: takeOver }).goes(
    open.next(watch),
    watch.next(lookInto),
    lookInto.next(
      ask('Anything to make good?').when(when('$case.owner.amount > 0'), remedies).otherwise(invite),
    ),
    remedies.next(invite),
    invite.next(cool),
    cool.over(close).interrupted(withdrawn),
    close.next(settled),
    takeOver
      .decided(ask('Step to be tried again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}

const ownerFinds: Chapter = ({ opens, staffTask, ends }) => {
  const find = staffTask('Find out', { form: 'handling', clock: 'investigation' });
  const takeOver = staffTask('Take over the finding', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const found = ends('Found', { gives: ['amount', 'outcome', 'way'] });
  const nobody = ends('Nobody found out', { failing: 'NobodyTookOver' });

  return opens(find, { onFault: takeOver }).goes(
    find.decided(found).interrupted(find).exhausted(takeOver),
    takeOver.decided(found).interrupted(takeOver).exhausted(nobody),
  );
};

const figuresAreWeighed =
  (cast: EveryCast): Chapter =>
  ({ opens, work, staffTask, ask, ends }) => {
    const weigh = work('Weigh the figures', cast.weigh);
    const takeOver = staffTask('Weigh by hand', { form: 'takeover', clock: 'incident', of: ['operations'] });
    const heavy = ends('Weighed as heavy', { gives: ['weight'] });
    const light = ends('Weighed as light', { gives: ['weight'] });
    const nobody = ends('Nobody weighed', { failing: 'NobodyTookOver' });

    return opens(weigh, { onFault: takeOver }).goes(
      weigh.next(ask('Heavy?').when(when('$case.weight >= 10'), heavy).otherwise(light)),
      takeOver.decided(light).interrupted(takeOver).exhausted(nobody),
    );
  };

const oneRemedy =
  (cast: EveryCast): Chapter =>
  ({ opens, work, staffTask, ends }) => {
    const deliver = work('Deliver the remedy', cast.deliver);
    const takeOver = staffTask('Deliver by hand', {
      form: 'takeover',
      clock: 'incident',
      of: ['operations'],
    });
    const delivered = ends('Delivered', { gives: ['remedy', 'proof'] });
    const nobody = ends('Nobody delivered', { failing: 'NobodyTookOver' });

    return opens(deliver, { onFault: takeOver }).goes(
      deliver.next(delivered),
      takeOver.decided(delivered).interrupted(takeOver).exhausted(nobody),
    );
  };
