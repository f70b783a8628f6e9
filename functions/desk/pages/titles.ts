/** What each form is called, in both languages; apart from the other words, because mails need these alone. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { FormName } from '../../../shared/contracts/forms.ts';

/** The titles of each language. */
export const titles: Readonly<Record<Language, Readonly<Record<FormName, string>>>> = {
  'zh-CN': {
    handling: '处理投诉',
    takeover: '人工接管',
    triage: '受理分流',
    'first-contact': '首次联系客户',
    findings: '调查核实',
    proposal: '提出处理方案',
    approval: '审批',
    'by-hand': '电话或书面告知客户',
    'customer-word': '您对处理结果的意见',
    visit: '回访客户',
    greeting: '向客户致以问候',
    contact: '核实联系方式',
    service: '办理服务请求',
    recovery: '补救客户不满',
    promise: '兑现对客户的承诺',
  },
  en: {
    handling: 'Handle a complaint',
    takeover: 'Take a case over',
    triage: 'Triage a matter',
    'first-contact': 'First contact with the customer',
    findings: 'Investigate',
    proposal: 'Propose a decision',
    approval: 'Approve',
    'by-hand': 'Tell the customer by phone or letter',
    'customer-word': 'Your word on our decision',
    visit: 'Visit a customer',
    greeting: 'Greet a customer',
    contact: 'Repair contact data',
    service: 'Carry out a service request',
    recovery: 'Put a dissatisfied customer right',
    promise: 'Keep a promise to a customer',
  },
};
