export const signIn = {
  title: '登录',
  login: '用户名',
  password: '密码',
  submit: '登录',
  hint: '每一步都有据可查，已经缴费的业主不会再被打扰。',
  enterLogin: '请输入用户名',
  enterPassword: '请输入密码',
};
