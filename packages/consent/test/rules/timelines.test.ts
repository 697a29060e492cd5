import { runTimelines } from "./run-timelines.js";
import { refusals, severalLaws } from "./timelines.js";
import { hours, people } from "./timelines-people.js";
import { periods } from "./timelines-periods.js";

runTimelines("periods", periods);
runTimelines("after a no", refusals);
runTimelines("several laws at once", severalLaws);
runTimelines("whose address it is", people);
runTimelines("hours and clock changes", hours);
