/** Shows a customer the survey they were invited to, behind the link of the mail; changes nothing, whoever asks. */
import { page } from '../../shared/platform/page.ts';
import { enterSurvey, type SurveyPorts, surveyNotice, surveyReply } from './survey-visit.ts';
import { showSurveyWorld } from './survey-wiring.ts';

/** GET and HEAD of the link of a survey: the form with what was kept, or a word on why there is none. */
export const showSurvey = (ports: SurveyPorts) =>
  page(
    async (request) => {
      const visit = await enterSurvey(ports, request);
      if ('shut' in visit) return visit.shut;
      if (visit.standing === 'answered') return surveyNotice(visit, 200, 'answered');
      if (visit.standing === 'over') return surveyNotice(visit, 410, 'over');
      return surveyReply(ports, request, visit, 200);
    },
    { name: 'show-survey' },
  );

/** What Lambda runs. */
export const handler = showSurvey(showSurveyWorld());
